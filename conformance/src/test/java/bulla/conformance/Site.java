package bulla.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A small site of one host, with the process that serves it. Its folder can be entered by
 * everybody, as a server that gives root up needs it.
 */
final class Site implements AutoCloseable {
  private static final String BASE =
      """
      ServerRoot "@DIR@"
      PidFile "@DIR@/httpd.pid"
      DefaultRuntimeDir "@DIR@"
      ServerName localhost
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
      User www-data
      Group www-data
      ErrorLog logs/error_log
      DocumentRoot "@DIR@/www"
      """;

  private final Path folder;
  private final int port;
  private final Path configuration;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> before = new ArrayList<>();

  private Site(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.configuration = folder.resolve("httpd.conf");
  }

  /** Makes folders and the configuration; {@code @DIR@} and {@code @PORT@} may stand in it. */
  static Site write(Path folder, String more) throws IOException {
    Files.createDirectories(folder.resolve("www"));
    Files.createDirectories(folder.resolve("logs"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("www/index.html"), "the page\n");
    Site site = new Site(folder, WebServer.freePort());
    site.configure("Listen 127.0.0.1:@PORT@\n" + more);
    return site;
  }

  /** Writes the configuration anew; the part that is the same for all stays. */
  void configure(String more) throws IOException {
    Files.writeString(
        configuration,
        (BASE + more)
            .replace("@DIR@", folder.toString())
            .replace("@PORT@", Integer.toString(port)));
  }

  /** Sets a variable for servers that are started from now on. */
  void environment(String name, String value) {
    environment.put(name, value);
  }

  /** Has a command start servers from now on. */
  void startedBy(String... command) {
    before.addAll(List.of(command));
  }

  Path folder() {
    return folder;
  }

  Path configuration() {
    return configuration;
  }

  int port() {
    return port;
  }

  /** Runs {@code ./bulla httpd} on the configuration to its end. */
  Shell.Result httpd(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("httpd", "-f", configuration.toString()));
    words.addAll(List.of(options));
    return Shell.run(Shell.bulla(words.toArray(String[]::new)));
  }

  /** Starts it in the foreground of a process of its own and waits until it accepts. */
  Process start(String... options) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("httpd", "-f", configuration.toString(), "-DFOREGROUND"));
    words.addAll(List.of(options));
    List<String> command = new ArrayList<>(before);
    command.addAll(Shell.bulla(words.toArray(String[]::new)));
    ProcessBuilder server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    server.environment().putAll(environment);
    Process process = server.start();
    started.add(process);
    await("AH00094");
    if (!process.isAlive()) {
      throw new IOException("did not start: " + Files.readString(folder.resolve("output")));
    }
    return process;
  }

  /** The number in the PidFile. */
  long pid() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve("httpd.pid")).strip());
  }

  /** The error log, once it holds the text, or after a minute. */
  String await(String text) throws IOException, InterruptedException {
    return await(text, 1);
  }

  /** The error log, once it holds the text so many times, or after a minute. */
  String await(String text, int times) throws IOException, InterruptedException {
    String log = log();
    for (int tries = 0; tries < 1200 && count(log, text) < times; tries++) {
      if (!started.isEmpty() && !started.getLast().isAlive()) {
        return log();
      }
      TimeUnit.MILLISECONDS.sleep(50);
      log = log();
    }
    return log;
  }

  /** A file's text, once it has so many lines, or after five seconds. */
  static String lines(Path file, int number) throws IOException, InterruptedException {
    for (int tries = 0; tries < 100 && Files.readAllLines(file).size() < number; tries++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return Files.readString(file);
  }

  static int count(String log, String text) {
    return (log.length() - log.replace(text, "").length()) / text.length();
  }

  String log() throws IOException {
    Path file = folder.resolve("logs/error_log");
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  /** What {@code curl} prints for a path, and the status, on a line of its own. */
  String get(String path, String... options) throws IOException, InterruptedException {
    return getFrom("http", path, options);
  }

  String getFrom(String scheme, String path, String... options)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of("curl", "-sk", "--noproxy", "*", "--max-time", "20", "-w", "%{http_code}\n"));
    words.addAll(List.of(options));
    words.add(scheme + "://127.0.0.1:" + port + path);
    return Shell.run(words).out();
  }

  /** The status that an address and port answer with, without TLS. */
  static String status(String authority) throws IOException, InterruptedException {
    return Shell.run(
            List.of(
                "curl",
                "-s",
                "-g",
                "--noproxy",
                "*",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "http://" + authority + "/index.html"))
        .out();
  }

  /** Ends what was started here, and the server that the PidFile names. */
  @Override
  public void close() throws IOException {
    try {
      if (Files.exists(folder.resolve("httpd.pid"))) {
        httpd("-k", "stop");
      }
      for (Process process : started) {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
    } catch (InterruptedException stopped) {
      started.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
