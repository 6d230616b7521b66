package bulla.httpd;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the server in a process and a session of its own, and comes back when it is up, or when it
 * is clear that it never will be.
 */
final class Background {
  /** Reading certificates and fetching staples may take a while; longer than this is too long. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final HttpdOptions options;
  private final PrintStream err;

  Background(HttpdOptions options, PrintStream err) {
    this.options = options;
    this.err = err;
  }

  int run() {
    @Nullable String launcher = System.getProperty("bulla.launcher");
    if (launcher == null) {
      err.println(
          "httpd: the system property bulla.launcher does not say how to start a process; add"
              + " -DFOREGROUND to stay in this one");
      return 1;
    }
    try {
      Path folder = Files.createTempDirectory("bulla-httpd");
      Path ready = Files.createFile(folder.resolve("ready"));
      Path said = folder.resolve("stderr");
      try {
        return start(launcher, ready, said);
      } finally {
        Files.deleteIfExists(ready);
        Files.deleteIfExists(said);
        Files.deleteIfExists(folder);
      }
    } catch (IOException cannot) {
      err.println("httpd: cannot start the server's process: " + cannot.getMessage());
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private int start(String launcher, Path ready, Path said)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("setsid", launcher, "httpd", "-DFOREGROUND"));
    command.addAll(options.arguments());
    ProcessBuilder builder =
        // Until it is up it may ask for passphrases; then it lets go of the terminal.
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(said.toFile());
    builder.environment().put(Foreground.READY, ready.toString());
    Process server = builder.start();
    // It is in a session of its own and does not hear what the terminal sends.
    Thread interrupted = Thread.ofPlatform().unstarted(server::destroy);
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return await(server, ready, said);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private int await(Process server, Path ready, Path said)
      throws IOException, InterruptedException {
    // Who sits at a terminal takes his time with passphrases, and can end this himself.
    boolean attended =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (Files.size(ready) == 0) {
      if (server.waitFor(20, TimeUnit.MILLISECONDS)) {
        err.print(Files.readString(said));
        return server.exitValue() == 0 ? 1 : server.exitValue();
      }
      if (!attended && System.nanoTime() > deadline) {
        server.destroy();
        err.print(Files.readString(said));
        err.println("httpd: the server was not up after " + LONGEST.toSeconds() + " s; stopped");
        return 1;
      }
    }
    return 0;
  }
}
