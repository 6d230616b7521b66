package bulla.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs real clients as processes. */
final class Commands {

  private static final int SECONDS = 20;

  private Commands() {}

  /** What a process has said, standard output and error together. */
  record Result(int exit, String text) {}

  static Result run(String input, String... command) throws IOException, InterruptedException {
    return run(input, List.of(command));
  }

  static Result run(String input, List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<String> text =
        CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
    // The stream stays open until the process ends: s_client leaves when its input does.
    OutputStream stdin = process.getOutputStream();
    try {
      stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
      stdin.flush();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } finally {
      try {
        stdin.close();
      } catch (IOException gone) {
        // The process has ended without reading everything.
      }
    }
    return new Result(process.waitFor(), text.join());
  }

  /** {@code openssl s_client} against a port, until the server closes. */
  static Result client(int port, String input, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(options));
    return run(input, command);
  }

  /** {@code curl} with its errors shown. */
  static Result curl(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-k", "--noproxy", "*"));
    command.addAll(List.of(options));
    return run("", command);
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
