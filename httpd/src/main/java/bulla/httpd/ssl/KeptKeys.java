package bulla.httpd.ssl;

import bulla.tls.TlsKey;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The private keys that the process has read, so that a reload asks for no passphrase again, and
 * finds a key that only root could read. libssl holds the same keys for as long. Thread-safe.
 */
final class KeptKeys {
  private final Map<Path, Kept> keys = new HashMap<>();

  private record Kept(Digest content, TlsKey key) {}

  /** What tells a file's content from another: SHA-256, compared as text. */
  record Digest(String hex) {
    static Digest of(byte[] content) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        return new Digest(HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-256", impossible);
      }
    }
  }

  /** Keeps a share of a file's key; of the file's key before nothing is kept. */
  synchronized void keep(Path file, Digest content, TlsKey key) {
    Kept before = keys.put(file, new Kept(content, key.share()));
    if (before != null) {
      before.key().close();
    }
  }

  /** A share of the key of a file that still has that content; null if it was never read. */
  synchronized @Nullable TlsKey find(Path file, Digest content) {
    Kept kept = keys.get(file);
    return kept == null || !kept.content().equals(content) ? null : kept.key().share();
  }

  /** A share of the key that a file had when it could be read; null if it never could. */
  synchronized @Nullable TlsKey find(Path file) {
    Kept kept = keys.get(file);
    return kept == null ? null : kept.key().share();
  }
}
