package bulla.tls;

import bulla.openssl.PeerChain;
import bulla.pki.Certificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
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
  private final LinkedHashMap<String, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  VerifiedChains(InstantSource clock) {
    this.clock = clock;
  }

  private record Known(PeerChain chain, Instant end) {}

  /** The chain that exactly these certificates gave with this depth, null if it is not known. */
  @Nullable PeerChain find(List<byte[]> sent, int depth) {
    String key = key(sent, depth);
    synchronized (entries) {
      Known entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      if (!clock.instant().isBefore(entry.end())) {
        entries.remove(key);
        return null;
      }
      return entry.chain();
    }
  }

  /** Remembers a good chain. */
  void keep(PeerChain chain, int depth) {
    String key = key(chain.sent(), depth);
    synchronized (entries) {
      if (entries.containsKey(key)) {
        return;
      }
    }
    Known entry = new Known(chain, end(chain.certificates()));
    synchronized (entries) {
      entries.put(key, entry);
    }
  }

  private static Instant end(List<byte[]> certificates) {
    Instant end = Instant.MAX;
    for (byte[] der : certificates) {
      Instant notAfter = Certificate.ofDer(der).notAfter();
      end = notAfter.isBefore(end) ? notAfter : end;
    }
    return end;
  }

  /** DER carries its own length, so the pieces need no separator. */
  private static String key(List<byte[]> sent, int depth) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      sent.forEach(digest::update);
      return depth + ":" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
