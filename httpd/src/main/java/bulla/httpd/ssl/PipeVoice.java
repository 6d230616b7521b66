package bulla.httpd.ssl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that reads what a person would see, and writes what a person would type. */
final class PipeVoice implements SpokenDialog.Voice {

  private static final int LONGEST = 1024;
  private static final int SECONDS = 60;

  private final Process process;
  private final OutputStream toProgram;
  private final InputStream fromProgram;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("bulla-passphrase").factory());

  private PipeVoice(Process process) {
    this.process = process;
    toProgram = process.getOutputStream();
    fromProgram = process.getInputStream();
  }

  /**
   * Starts the program.
   *
   * @param command its path and arguments
   */
  static PipeVoice start(List<String> command) throws IOException {
    return new PipeVoice(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  @Override
  public void say(String text) throws IOException {
    toProgram.write(text.getBytes(StandardCharsets.UTF_8));
    toProgram.flush();
  }

  @Override
  public char @Nullable [] hear(String prompt) throws IOException {
    ScheduledFuture<?> limit = watch.schedule(process::destroyForcibly, SECONDS, TimeUnit.SECONDS);
    byte[] line = new byte[LONGEST];
    int length = 0;
    try {
      say(prompt);
      while (true) {
        int next = fromProgram.read();
        if (next < 0 && length == 0) {
          return null;
        }
        if (next < 0 || next == '\n' || length == LONGEST) {
          break;
        }
        line[length++] = (byte) next;
      }
      // A terminal's echo of the end of the line.
      say("\n");
      return characters(line, length);
    } finally {
      limit.cancel(false);
      Arrays.fill(line, (byte) 0);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    try {
      toProgram.close();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static char[] characters(byte[] line, int length) {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    var decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, end));
    char[] characters = new char[decoded.remaining()];
    decoded.get(characters);
    if (decoded.hasArray()) {
      Arrays.fill(decoded.array(), '\0');
    }
    return characters;
  }
}
