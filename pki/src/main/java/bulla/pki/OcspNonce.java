package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** The nonce extension: an OCTET STRING within the extension's own (RFC 9654 2.1). */
final class OcspNonce {
  private OcspNonce() {}

  static byte[] encode(byte[] nonce) {
    try {
      return new DEROctetString(nonce).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Old clients put the bare octets into the extension; those are taken as they are. */
  static byte @Nullable [] of(@Nullable Extensions extensions) {
    ASN1OctetString value =
        extensions == null
            ? null
            : ASN1OctetString.getInstance(
                extensions.getExtensionValue(OCSPObjectIdentifiers.id_pkix_ocsp_nonce));
    if (value == null) {
      return null;
    }
    try {
      return ASN1OctetString.getInstance(ASN1Primitive.fromByteArray(value.getOctets()))
          .getOctets();
    } catch (IOException | IllegalArgumentException e) {
      return value.getOctets();
    }
  }
}
