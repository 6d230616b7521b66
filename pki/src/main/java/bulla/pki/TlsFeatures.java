package bulla.pki;

import java.util.List;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;

/** The TLS extensions that a certificate's server has promised to honour (RFC 7633). */
final class TlsFeatures {
  /** status_request (RFC 6066 8): a staple. */
  static final int STATUS_REQUEST = 5;

  private static final ASN1ObjectIdentifier TLS_FEATURE =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

  private TlsFeatures() {}

  /**
   * Their numbers; empty if the extension is absent. Fails as BouncyCastle does if it is broken.
   */
  static List<Integer> of(X509CertificateHolder certificate) {
    Extension extension = certificate.getExtension(TLS_FEATURE);
    return extension == null
        ? List.of()
        : StreamSupport.stream(
                ASN1Sequence.getInstance(extension.getParsedValue()).spliterator(), false)
            .map(each -> ASN1Integer.getInstance(each).intValueExact())
            .toList();
  }
}
