package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Public keys from and to SubjectPublicKeyInfo (RFC 5280 4.1.2.7). */
public final class PublicKeys {
  private PublicKeys() {}

  /**
   * Reads the DER of a SubjectPublicKeyInfo.
   *
   * @throws MalformedException if it is none, or of an unknown kind
   */
  public static PublicKey ofDer(byte[] der) {
    return MalformedException.decoding(
        "the DER of a public key",
        der,
        () -> {
          String algorithm =
              KeyAlgorithms.jcaName(SubjectPublicKeyInfo.getInstance(der).getAlgorithm());
          X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
          return Providers.firstThatCan(
              provider ->
                  (provider == null
                          ? KeyFactory.getInstance(algorithm)
                          : KeyFactory.getInstance(algorithm, provider))
                      .generatePublic(spec));
        });
  }

  static PublicKey of(SubjectPublicKeyInfo info) {
    try {
      return ofDer(info.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
