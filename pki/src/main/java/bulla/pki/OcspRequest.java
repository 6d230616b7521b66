package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/** A question to an OCSP responder (RFC 6960 4.1). Unsigned; immutable. */
public final class OcspRequest {
  private final byte[] der;
  private final List<CertId> certIds;
  private final byte @Nullable [] nonce;

  private OcspRequest(byte[] der, OCSPRequest request) {
    this.der = der;
    TBSRequest body = request.getTbsRequest();
    this.certIds =
        Stream.of(body.getRequestList().toArray())
            .map(each -> CertId.of(Request.getInstance(each).getReqCert()))
            .toList();
    this.nonce = OcspNonce.of(body.getRequestExtensions());
  }

  /**
   * A question.
   *
   * @param nonce 1 to 128 octets (RFC 9654 2.1), or null for none
   */
  public static OcspRequest of(List<CertId> certIds, byte @Nullable [] nonce) {
    Request[] requests =
        certIds.stream().map(each -> new Request(each.toAsn1(), null)).toArray(Request[]::new);
    TBSRequest body =
        new TBSRequest(null, new DERSequence(requests), nonce == null ? null : extensions(nonce));
    OCSPRequest request = new OCSPRequest(body, null);
    try {
      return new OcspRequest(request.getEncoded(ASN1Encoding.DER), request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a DER OCSPRequest.
   *
   * @throws MalformedException if it is none
   */
  public static OcspRequest ofDer(byte[] der) {
    byte[] own = der.clone();
    return MalformedException.decoding(
        "a DER OCSPRequest", own, () -> new OcspRequest(own, OCSPRequest.getInstance(own)));
  }

  /** The octets to send. */
  public byte[] der() {
    return der.clone();
  }

  /** The certificates asked about, in order. */
  public List<CertId> certIds() {
    return certIds;
  }

  /** The nonce, or null if there is none. */
  public byte @Nullable [] nonce() {
    return nonce == null ? null : nonce.clone();
  }

  private static org.bouncycastle.asn1.x509.Extensions extensions(byte[] nonce) {
    return new org.bouncycastle.asn1.x509.Extensions(
        new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, OcspNonce.encode(nonce)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspRequest that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
