package bulla.pki;

import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;

/** Which signature algorithm a key signs with, in JCA's names. */
public final class SignatureAlgorithms {
  private SignatureAlgorithms() {}

  /**
   * CFSSL's choice for certificates, requests and CRLs: RSA from 4096 bits SHA-512, from 3072
   * SHA-384, from 2048 SHA-256, below SHA-1; P-256, P-384, P-521 with SHA-256, SHA-384, SHA-512;
   * Ed25519.
   */
  public static String forKey(PrivateKey key) {
    if (key instanceof RSAKey rsa) {
      int bits = rsa.getModulus().bitLength();
      String digest =
          bits >= 4096 ? "SHA512" : bits >= 3072 ? "SHA384" : bits >= 2048 ? "SHA256" : "SHA1";
      return digest + "withRSA";
    }
    return forOtherThanRsa(key);
  }

  /** CFSSL's choice for OCSP answers: as {@link #forKey}, but RSA always with SHA-256. */
  public static String forOcsp(PrivateKey key) {
    return key instanceof RSAKey ? "SHA256withRSA" : forOtherThanRsa(key);
  }

  private static String forOtherThanRsa(PrivateKey key) {
    if (key instanceof ECKey curve) {
      int bits = curve.getParams().getCurve().getField().getFieldSize();
      return (bits > 384 ? "SHA512" : bits > 256 ? "SHA384" : "SHA256") + "withECDSA";
    }
    if (key instanceof EdECKey edwards) {
      return edwards.getParams().getName();
    }
    throw new IllegalArgumentException(
        "expected a key of RSA, ECDSA or Ed25519, got " + key.getAlgorithm());
  }
}
