package bulla.httpd.ssl;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks for the passphrase of one encrypted key. */
interface PassphraseDialog extends AutoCloseable {

  /**
   * The key that a passphrase is for.
   *
   * @param host {@code name:port}
   * @param index the key's place among the host's, from 0
   */
  record Subject(String host, int index, Path file) {
    String label() {
      return host + ":" + index;
    }
  }

  /** httpd's line, at info, that tells how the passphrase is asked for. */
  String announcement();

  /**
   * Asks; after {@link #wrong} once more.
   *
   * @return the caller wipes it; null if nobody answers
   * @throws IOException if that cannot be done: who is asked for what, and why not
   */
  char @Nullable [] ask() throws IOException;

  /** How often it may be asked again after a wrong answer. */
  int retries();

  /** The passphrase was wrong, and is asked for again. */
  void wrong(int retriesLeft) throws IOException;

  /** The passphrase was right. */
  void right() throws IOException;

  /** No passphrase was right. */
  void failed(String reason) throws IOException;

  @Override
  default void close() {}
}
