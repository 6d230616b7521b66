package bulla.httpd.ssl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks the program of {@code SSLPassPhraseDialog exec:}. It gets the host, {@code name:port}, and
 * which of the host's keys is meant; the first line that it writes is the passphrase.
 */
final class ProgramDialog implements PassphraseDialog {

  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int LONGEST = 1024;

  /** As in httpd the words stand for the places of a host's keys, whatever the keys are. */
  private static final List<String> PLACES = List.of("RSA", "DSA", "ECC");

  private final Path program;
  private final Subject subject;
  private final Duration limit;

  ProgramDialog(Path program, Subject subject, Duration limit) {
    this.program = program;
    this.subject = subject;
    this.limit = limit;
  }

  @Override
  public String announcement() {
    return "AH01969: Init: Requesting pass phrase from dialog filter program (" + program + ")";
  }

  @Override
  public char[] ask() throws IOException {
    int index = subject.index();
    String place = index < PLACES.size() ? PLACES.get(index) : String.valueOf(index);
    Process process =
        new ProcessBuilder(List.of(program.toString(), subject.host(), place))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A program that hangs keeps its output open: ended, it no longer does.
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                      end(process);
                    }
                  } catch (InterruptedException over) {
                    end(process);
                  }
                });
    byte[] said = new byte[0];
    try (InputStream in = process.getInputStream()) {
      process.getOutputStream().close();
      said = in.readNBytes(LONGEST);
      char[] line = firstLine(said);
      if (line.length == 0) {
        throw new IOException("it wrote no pass phrase in " + limit.toSeconds() + " s");
      }
      return line;
    } finally {
      Arrays.fill(said, (byte) 0);
      watch.interrupt();
    }
  }

  @Override
  public int retries() {
    return 0;
  }

  @Override
  public void wrong(int retriesLeft) {}

  @Override
  public void right() {}

  @Override
  public void failed(String reason) {}

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
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
