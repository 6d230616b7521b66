package bulla.httpd.ssl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client's program that has run to its end. */
record Command(int exit, String output, String errors) {

  /** The words of {@code openssl s_client} for a host of a server on loopback. */
  static List<String> client(int port, String host, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-servername", host));
    words.addAll(List.of(options));
    return words;
  }

  static Command run(String input, List<String> command) throws IOException, InterruptedException {
    Path in = Files.createTempFile("bulla", ".in");
    Path out = Files.createTempFile("bulla", ".out");
    Path err = Files.createTempFile("bulla", ".err");
    try {
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end");
      }
      return new Command(
          process.exitValue(),
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
