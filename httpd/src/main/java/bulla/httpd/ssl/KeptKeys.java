package bulla.httpd.ssl;

import bulla.posix.Credentials;
import bulla.tls.TlsKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The private keys that the process has read while it was root. After it has become its User, a key
 * that only root can read is taken from here, so that a reload finds what the start found. One hold
 * on each, for the life of the process. Thread-safe.
 */
final class KeptKeys {
  private final Map<Path, TlsKey> keys = new HashMap<>();

  /** Keeps a key if the process is root now; later its file may be out of reach. */
  synchronized void keep(Path file, TlsKey key) {
    if (Credentials.root()) {
      TlsKey earlier = keys.put(file, key.share());
      if (earlier != null) {
        earlier.close();
      }
    }
  }

  /**
   * The key of a file that can no longer be read, which the caller closes; null if it can be read,
   * or was never kept.
   */
  synchronized @Nullable TlsKey find(Path file) {
    TlsKey kept = keys.get(file);
    return kept == null || Files.isReadable(file) ? null : kept.share();
  }
}
