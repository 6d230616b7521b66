package bulla.tls;

import org.jspecify.annotations.Nullable;

/** Finds the host for the name that a client sent. Thread-safe; called on event loops. */
@FunctionalInterface
public interface TlsHostNames {
  /**
   * The host for a name.
   *
   * @param serverName the SNI name in lower case, or null when the client sent none
   * @return never null: the listener's default when the name is not known
   */
  TlsHost host(@Nullable String serverName);
}
