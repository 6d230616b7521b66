package bulla.httpd.ssl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the program of {@code SSLPassPhraseDialog exec:} for the passphrase of a key. */
final class PassphraseDialog {
  private PassphraseDialog() {}

  private static final int LONGEST = 1024;
  private static final int SECONDS = 60;

  /**
   * The first line that the program writes. It gets the host, {@code name:port}, and the kind of
   * key as arguments.
   *
   * @throws IOException if it cannot be started, fails, or takes longer than a minute
   */
  static char[] ask(Path program, String host, String algorithm) throws IOException {
    Process process =
        new ProcessBuilder(List.of(program.toString(), host, algorithm))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    byte[] said;
    try (InputStream in = process.getInputStream()) {
      said = in.readNBytes(LONGEST);
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(program + " did not tell the passphrase");
      }
      return firstLine(said);
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " was asked", stopped);
    } finally {
      Arrays.fill(said, (byte) 0);
    }
  }

  private static char[] firstLine(byte[] said) {
    int end = 0;
    while (end < said.length && said[end] != '\n' && said[end] != '\r') {
      end++;
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(said, 0, end));
    char[] line = new char[decoded.remaining()];
    decoded.get(line);
    if (decoded.hasArray()) {
      Arrays.fill(decoded.array(), '\0');
    }
    return line;
  }
}
