package bulla.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One running program of the lab, known by its pid file, so that another process of the lab ({@code
 * --check} in a second terminal) can stop it and start it too.
 *
 * @param name names its pid file and its log
 * @param arguments what follows the launcher
 * @param port the port that it opens when it is ready, or 0 for none
 */
record LabPart(String name, List<String> arguments, int port) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  LabPart {
    arguments = List.copyOf(arguments);
  }

  /** Starts it and waits until it is ready. */
  void start(LabLayout layout) throws IOException, InterruptedException, LabException {
    Path log = layout.log().resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(layout.bin().resolve("bulla").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("BULLA_JAVA_OPTIONS", "-Xmx256m " + names(layout));
    environment.merge("PATH", "/usr/bin:/bin", (path, none) -> layout.bin() + ":" + path);
    Process process = builder.start();
    LabTemplates.write(layout.pid(name), process.pid() + "\n");
    if (port != 0) {
      await(process, log);
    }
  }

  /** The option that lets a Java machine find the lab's names. */
  static String names(LabLayout layout) {
    return "-Djdk.net.hosts.file=" + layout.hosts().toAbsolutePath();
  }

  private void await(Process process, Path log)
      throws IOException, InterruptedException, LabException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listening(port)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new LabException(
            name + " ended with exit code " + process.exitValue() + ":\n" + tail(log));
      }
      if (System.nanoTime() > end) {
        throw new LabException(
            name
                + " did not open port "
                + port
                + " within "
                + PATIENCE.toSeconds()
                + " s; see "
                + log);
      }
    }
  }

  /** Ends it and waits until it is gone; nothing happens if it does not run. */
  void stop(LabLayout layout) throws IOException {
    Optional<ProcessHandle> process = running(layout);
    if (process.isPresent()) {
      ProcessHandle handle = process.get();
      handle.destroy();
      try {
        handle.onExit().get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.TimeoutException stubborn) {
        handle.destroyForcibly();
      } catch (java.util.concurrent.ExecutionException impossible) {
        throw new IOException(impossible);
      } catch (InterruptedException interrupted) {
        handle.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    Files.deleteIfExists(layout.pid(name));
  }

  /** Its process, if it runs: the pid file's, and really a Bulla of this lab. */
  Optional<ProcessHandle> running(LabLayout layout) throws IOException {
    Path file = layout.pid(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readString(file).strip());
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> isBulla(pid));
  }

  /**
   * A pid may have gone to another program since; only a process with Bulla's main class is ours.
   */
  private static boolean isBulla(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).contains("bulla");
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether something listens there on loopback. */
  static boolean listening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }
}
