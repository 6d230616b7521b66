package bulla.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/** Making and checking the signatures of certificates and their kin. */
public final class Signatures {
  /** Verifies with the JDK's providers, and with BouncyCastle's what those cannot. */
  public static final SignatureVerifier JAVA = Signatures::holds;

  private Signatures() {}

  /** A signer by CFSSL's rules ({@link SignatureAlgorithms#forKey}). */
  public static ContentSigner signer(PrivateKey key) {
    return signer(SignatureAlgorithms.forKey(key), key);
  }

  /**
   * A signer for BouncyCastle's builders.
   *
   * @param algorithm JCA's name, {@code SHA256withECDSA}
   * @throws IllegalArgumentException if the key cannot sign so
   */
  public static ContentSigner signer(String algorithm, PrivateKey key) {
    try {
      return Providers.firstThatCan(
          provider -> {
            JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
            return (provider == null ? builder : builder.setProvider(provider)).build(key);
          });
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "a key of " + key.getAlgorithm() + " cannot sign with " + algorithm, e);
    }
  }

  /** What checks signatures of {@code key} for BouncyCastle's values. */
  public static ContentVerifierProvider verifier(PublicKey key) {
    try {
      return Providers.firstThatCan(
          provider -> {
            JcaContentVerifierProviderBuilder builder = new JcaContentVerifierProviderBuilder();
            return (provider == null ? builder : builder.setProvider(provider)).build(key);
          });
    } catch (Exception e) {
      throw new MalformedException("a key of " + key.getAlgorithm() + " cannot verify", e);
    }
  }

  /** Whether something signed can be verified; anything that goes wrong is a no. */
  static boolean holds(PublicKey key, Check check) {
    try {
      return Providers.firstThatCan(
          provider -> {
            JcaContentVerifierProviderBuilder builder = new JcaContentVerifierProviderBuilder();
            return check.verify(
                (provider == null ? builder : builder.setProvider(provider)).build(key));
          });
    } catch (Exception e) {
      return false;
    }
  }

  private static boolean holds(Certificate signer, SignedContent content) {
    try {
      return holds(
          signer.publicKey(),
          verifiers -> {
            ContentVerifier verifier = verifiers.get(content.algorithmIdentifier());
            verifier.getOutputStream().write(content.octets());
            return verifier.verify(content.signature());
          });
    } catch (MalformedException e) {
      return false;
    }
  }

  /** Verifies a signature with what it is given. */
  @FunctionalInterface
  interface Check {
    boolean verify(ContentVerifierProvider verifier) throws Exception;
  }
}
