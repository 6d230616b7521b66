package bulla.testkit;

import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.security.PrivateKey;

/** A certificate and the key that belongs to it. */
public record Issued(Certificate certificate, PrivateKey key) {
  /** The key as PEM, not encrypted. */
  public String keyPem() {
    return PrivateKeys.pem(key);
  }

  /** The certificate as PEM. */
  public String pem() {
    return certificate.pem();
  }
}
