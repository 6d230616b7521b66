package bulla.tls;

import bulla.openssl.PublicKeySignature;
import bulla.pki.Certificate;
import bulla.pki.SignatureVerifier;
import bulla.pki.Signatures;
import bulla.pki.SignedContent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies with the library that speaks TLS, which takes a fraction of what the JVM takes for a key
 * on a curve. Algorithms with parameters (RSA-PSS) and rare ones are left to the JVM. Without
 * state, and all alike, as policies that are compared need it. Thread-safe.
 */
public record LibrarySignatures() implements SignatureVerifier {

  /** RFC 5758 3, RFC 4055 5, RFC 8410 3. */
  private static final Map<String, Algorithm> ALGORITHMS =
      Map.ofEntries(
          Map.entry("1.2.840.10045.4.1", new Algorithm("EC", "SHA1")),
          Map.entry("1.2.840.10045.4.3.1", new Algorithm("EC", "SHA224")),
          Map.entry("1.2.840.10045.4.3.2", new Algorithm("EC", "SHA256")),
          Map.entry("1.2.840.10045.4.3.3", new Algorithm("EC", "SHA384")),
          Map.entry("1.2.840.10045.4.3.4", new Algorithm("EC", "SHA512")),
          Map.entry("1.2.840.113549.1.1.5", new Algorithm("RSA", "SHA1")),
          Map.entry("1.2.840.113549.1.1.14", new Algorithm("RSA", "SHA224")),
          Map.entry("1.2.840.113549.1.1.11", new Algorithm("RSA", "SHA256")),
          Map.entry("1.2.840.113549.1.1.12", new Algorithm("RSA", "SHA384")),
          Map.entry("1.2.840.113549.1.1.13", new Algorithm("RSA", "SHA512")),
          Map.entry("1.3.101.112", new Algorithm("ED25519", null)),
          Map.entry("1.3.101.113", new Algorithm("ED448", null)));

  /** The kind of key and the digest that an algorithm names, by libcrypto's names. */
  private record Algorithm(String key, @Nullable String digest) {}

  @Override
  public boolean holds(Certificate signer, SignedContent content) {
    Algorithm algorithm = ALGORITHMS.get(content.algorithm());
    return algorithm == null
        ? Signatures.JAVA.holds(signer, content)
        : PublicKeySignature.holds(
            signer.subjectPublicKeyInfo(),
            algorithm.key(),
            algorithm.digest(),
            content.octets(),
            content.signature());
  }
}
