package bulla.tls;

import bulla.openssl.PeerChain;
import bulla.pki.Certificate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chains of one host that libcrypto found good, so that clients that come again cost no signature
 * checks. A host's trust never changes, so a good chain stays good until a certificate of it ends;
 * whether one was revoked is the verifier's to say each time. Thread-safe.
 */
final class VerifiedChains {

  private static final int MOST = 1000;

  private final InstantSource clock;
  private final LinkedHashMap<ByteBuffer, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
          return size() > MOST;
        }
      };

  VerifiedChains(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A good chain.
   *
   * @param peer as libcrypto gave it
   * @param client the same, read
   * @param end when the first of its certificates ends
   */
  record Known(PeerChain peer, ClientChain client, Instant end) {}

  /** The chain that exactly these certificates gave with this depth, null if it is not known. */
  @Nullable Known find(List<byte[]> sent, int depth) {
    ByteBuffer key = key(sent, depth);
    synchronized (entries) {
      Known entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      if (!clock.instant().isBefore(entry.end())) {
        entries.remove(key);
        return null;
      }
      return entry;
    }
  }

  /** Remembers a good chain. */
  void keep(PeerChain chain, ClientChain client, int depth) {
    Known entry = new Known(chain, client, end(client.certificates()));
    ByteBuffer key = key(chain.sent(), depth);
    synchronized (entries) {
      entries.put(key, entry);
    }
  }

  private static Instant end(List<Certificate> certificates) {
    return certificates.stream()
        .map(Certificate::notAfter)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  /** DER carries its own length, so the pieces need no separator. */
  private static ByteBuffer key(List<byte[]> sent, int depth) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      sent.forEach(digest::update);
      return ByteBuffer.allocate(digest.getDigestLength() + Integer.BYTES)
          .put(digest.digest())
          .putInt(depth)
          .flip();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
