package bulla.responder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs real clients as processes. */
final class Tools {
  private Tools() {}

  /** What a process said, standard output and error together. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " did not end");
    }
    return text;
  }

  /** curl with the response's head in front of its body. */
  static String curl(String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 4];
    command[0] = "curl";
    command[1] = "-sSi";
    command[2] = "--noproxy";
    command[3] = "*";
    System.arraycopy(options, 0, command, 4, options.length);
    return run(command);
  }
}
