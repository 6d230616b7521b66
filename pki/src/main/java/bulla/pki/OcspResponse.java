package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.jspecify.annotations.Nullable;

/** What an OCSP responder sends (RFC 6960 4.2). Immutable. */
public final class OcspResponse {
  /** OCSPResponseStatus: the response has an answer. */
  public static final int SUCCESSFUL = 0;

  /** OCSPResponseStatus: the request was no OCSPRequest. */
  public static final int MALFORMED_REQUEST = 1;

  /** OCSPResponseStatus: the responder is broken. */
  public static final int INTERNAL_ERROR = 2;

  /** OCSPResponseStatus: the responder asks for patience. */
  public static final int TRY_LATER = 3;

  /** OCSPResponseStatus: the request must be signed. */
  public static final int SIG_REQUIRED = 5;

  /** OCSPResponseStatus: the responder does not speak for that certificate (RFC 5019 2.2.3). */
  public static final int UNAUTHORIZED = 6;

  private final byte[] der;
  private final int status;
  private final @Nullable BasicResponse basic;

  private OcspResponse(byte[] der, OCSPResponse response) {
    this.der = der;
    this.status = response.getResponseStatus().getIntValue();
    this.basic = basic(response.getResponseBytes());
  }

  /**
   * Reads a DER OCSPResponse. One whose inner answer is of another kind or broken is read too; its
   * {@link #basic} is null.
   *
   * @throws MalformedException if it is no OCSPResponse
   */
  public static OcspResponse ofDer(byte[] der) {
    byte[] own = der.clone();
    return MalformedException.decoding(
        "a DER OCSPResponse", own, () -> new OcspResponse(own, OCSPResponse.getInstance(own)));
  }

  /** A response without an answer: one of the status numbers above other than 0. */
  public static OcspResponse failure(int status) {
    if (status == SUCCESSFUL) {
      throw new IllegalArgumentException("a successful response needs an answer");
    }
    return of(new OCSPResponse(new OCSPResponseStatus(status), null));
  }

  /**
   * Starts a successful response.
   *
   * @param issuer of the certificates that it will speak of
   * @param responder signs the response: {@code issuer} itself or its delegate
   */
  public static OcspResponseBuilder signedBy(
      Certificate responder, Certificate issuer, Instant producedAt) {
    return new OcspResponseBuilder(responder, issuer, producedAt);
  }

  static OcspResponse of(OCSPResponse response) {
    try {
      return ofDer(response.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The octets; the caller's own copy. */
  public byte[] der() {
    return der.clone();
  }

  /** OCSPResponseStatus. */
  public int status() {
    return status;
  }

  /** Whether the status says that there is an answer. */
  public boolean isSuccessful() {
    return status == SUCCESSFUL;
  }

  /** The answer, or null if there is none that can be read. */
  public @Nullable BasicResponse basic() {
    return basic;
  }

  private static @Nullable BasicResponse basic(@Nullable ResponseBytes bytes) {
    if (bytes == null
        || !bytes.getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
      return null;
    }
    byte[] inner = bytes.getResponse().getOctets();
    try {
      return MalformedException.decoding(
          "a DER BasicOCSPResponse",
          inner,
          () -> new BasicResponse(BasicOCSPResponse.getInstance(inner)));
    } catch (MalformedException e) {
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspResponse that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
