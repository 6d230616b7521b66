package bulla.pki;

/** What a key may be used for (RFC 5280 4.2.1.3), in the order of its bits. */
public enum KeyUsage {
  DIGITAL_SIGNATURE(org.bouncycastle.asn1.x509.KeyUsage.digitalSignature),
  CONTENT_COMMITMENT(org.bouncycastle.asn1.x509.KeyUsage.nonRepudiation),
  KEY_ENCIPHERMENT(org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment),
  DATA_ENCIPHERMENT(org.bouncycastle.asn1.x509.KeyUsage.dataEncipherment),
  KEY_AGREEMENT(org.bouncycastle.asn1.x509.KeyUsage.keyAgreement),
  CERT_SIGN(org.bouncycastle.asn1.x509.KeyUsage.keyCertSign),
  CRL_SIGN(org.bouncycastle.asn1.x509.KeyUsage.cRLSign),
  ENCIPHER_ONLY(org.bouncycastle.asn1.x509.KeyUsage.encipherOnly),
  DECIPHER_ONLY(org.bouncycastle.asn1.x509.KeyUsage.decipherOnly);

  private final int bit;

  KeyUsage(int bit) {
    this.bit = bit;
  }

  /** The bit of BouncyCastle's {@code KeyUsage} value. */
  public int bit() {
    return bit;
  }
}
