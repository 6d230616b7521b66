package bulla.tls;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions live that clients only know the ids of. Thread-safe; what fails counts as not
 * there.
 */
public interface SessionCache {

  /**
   * Keeps a session. Returns at once.
   *
   * @param id names it; not secret
   * @param session OpenSSL's SSL_SESSION in DER; whoever reads it can read what was said
   * @param seconds how long it may be resumed
   */
  void keep(byte[] id, byte[] session, long seconds);

  /** The session of that id, null if there is none. */
  byte @Nullable [] find(byte[] id);

  /** Forgets a session that must not be resumed any more. Returns at once. */
  void forget(byte[] id);

  /** Whether {@link #find} may block: handshakes then run on the verification pool. */
  boolean mayBlock();
}
