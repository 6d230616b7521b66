package bulla.pki;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Octets and a signature over them, of which nobody has said yet whose it is. Immutable. */
public final class SignedContent {
  private final byte[] octets;
  private final AlgorithmIdentifier algorithm;
  private final byte[] signature;

  SignedContent(byte[] octets, AlgorithmIdentifier algorithm, byte[] signature) {
    this.octets = octets;
    this.algorithm = algorithm;
    this.signature = signature;
  }

  /** What is signed; not to be changed. */
  public byte[] octets() {
    return octets;
  }

  /** The dotted object identifier of the signature's algorithm. */
  public String algorithm() {
    return algorithm.getAlgorithm().getId();
  }

  /** The signature; not to be changed. */
  public byte[] signature() {
    return signature;
  }

  AlgorithmIdentifier algorithmIdentifier() {
    return algorithm;
  }
}
