package bulla.testkit;

import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.Pem;
import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A certificate and the key that belongs to it. */
public record Issued(Certificate certificate, PrivateKey key) {
  /** The key as PEM, not encrypted. */
  public String keyPem() {
    return PrivateKeys.pem(key);
  }

  /**
   * A key as PEM whose public half is the certificate's and whose private half is not, so that a
   * client takes it and signs in vain. For keys on P-256.
   */
  public String wrongKeyPem() {
    try {
      byte[] other = PrivateKeys.generate(KeyRequest.DEFAULT).getPrivate().getEncoded();
      ECPrivateKey secret =
          ECPrivateKey.getInstance(PrivateKeyInfo.getInstance(other).parsePrivateKey());
      SubjectPublicKeyInfo own = certificate.holder().getSubjectPublicKeyInfo();
      ECPrivateKey wrong =
          new ECPrivateKey(
              KeyRequest.DEFAULT.size(),
              secret.getKey(),
              new DERBitString(own.getPublicKeyData().getOctets()),
              own.getAlgorithm().getParameters());
      return Pem.encode("EC PRIVATE KEY", wrong.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate as PEM. */
  public String pem() {
    return certificate.pem();
  }

  /** Writes {@code name.crt} and {@code name.key}. */
  public void writeTo(Path folder, String name) throws IOException {
    Files.writeString(folder.resolve(name + ".crt"), pem());
    Files.writeString(folder.resolve(name + ".key"), keyPem());
  }
}
