package bulla.pki;

/**
 * Says whether a key made a signature. {@link Signatures#JAVA} does so everywhere; one that stands
 * on a library outside of the JVM can be several times as fast. Thread-safe.
 */
@FunctionalInterface
public interface SignatureVerifier {
  /**
   * Whether the key of {@code signer} made the signature; anything that goes wrong is a no. Neither
   * the signer's right to sign nor its validity are looked at.
   */
  boolean holds(Certificate signer, SignedContent content);
}
