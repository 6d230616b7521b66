package bulla.pki;

import java.security.PublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentVerifier;

/**
 * What of a CRL is signed, and the signature. Holds the whole encoding: whoever has learnt whose it
 * is lets go of it. Immutable.
 */
public final class CrlSignature {
  private final byte[] der;
  private final int from;
  private final int to;
  private final AlgorithmIdentifier algorithm;
  private final byte[] signature;

  /** A signature over the octets of {@code der} from {@code from} to before {@code to}. */
  CrlSignature(byte[] der, int from, int to, byte[] algorithm, byte[] signature) {
    this.der = der;
    this.from = from;
    this.to = to;
    this.algorithm = AlgorithmIdentifier.getInstance(algorithm);
    this.signature = signature;
  }

  /** Whether the key made the signature; anything that goes wrong is a no. */
  public boolean isBy(PublicKey key) {
    return Signatures.holds(
        key,
        verifiers -> {
          ContentVerifier verifier = verifiers.get(algorithm);
          verifier.getOutputStream().write(der, from, to - from);
          return verifier.verify(signature);
        });
  }
}
