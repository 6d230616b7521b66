package bulla.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A web server under test: Bulla, or the original beside it, started on one configuration. */
final class WebServer {

  /** Whose program reads the configuration. */
  enum Kind {
    BULLA,
    APACHE
  }

  private final Process process;
  private final Path folder;
  private final int port;

  private WebServer(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  int port() {
    return port;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** A port of loopback that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Leaves a test out where the original is not there to be held against, and says so. */
  static void assumeOriginal() {
    assumeTrue(
        Shell.installed("apache2"),
        "apache2 is not installed, so nothing is held against the original"
            + " (apt-get install apache2)");
  }

  /** Writes what a server reads: {@code @DIR@}, {@code @PKI@} and {@code @PORT@} are filled in. */
  static Path configuration(Path folder, String template, OpensslPki pki, int port)
      throws IOException {
    return Files.writeString(
        folder.resolve("httpd.conf"),
        template
            .replace("@DIR@", folder.toString())
            .replace("@PKI@", pki.file("").toString().replaceAll("/$", ""))
            .replace("@PORT@", Integer.toString(port)));
  }

  /** Starts the program on a configuration file in its folder and waits for its port. */
  static WebServer start(Kind kind, Path configuration, int port)
      throws IOException, InterruptedException {
    Path folder = configuration.resolveSibling("");
    List<String> command =
        kind == Kind.BULLA
            ? Shell.bulla("httpd", "-f", configuration.toString(), "-DFOREGROUND")
            : List.of("/usr/sbin/apache2", "-f", configuration.toString(), "-DFOREGROUND");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    WebServer server = new WebServer(process, folder, port);
    for (int tries = 0; tries < 1800; tries++) {
      if (listening(port)) {
        return server;
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    server.stop();
    throw new IOException("did not start: " + Files.readString(folder.resolve("output")));
  }

  /** Ends the program. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Watches a log from now on. */
  Log log(String name) throws IOException {
    Path file = folder.resolve(name);
    return new Log(file, Files.exists(file) ? Files.size(file) : 0);
  }

  private static boolean listening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** What a log got since it was watched. */
  record Log(Path file, long start) {
    /** The text, once it holds the pattern or three seconds have gone by. */
    String await(String regex) throws IOException, InterruptedException {
      String text = text();
      for (int tries = 0; tries < 60 && !text.matches("(?s).*" + regex + ".*"); tries++) {
        Thread.sleep(50);
        text = text();
      }
      return text;
    }

    String text() throws IOException {
      if (!Files.exists(file)) {
        return "";
      }
      byte[] all = Files.readAllBytes(file);
      return new String(
          Arrays.copyOfRange(all, (int) Math.min(start, all.length), all.length),
          StandardCharsets.UTF_8);
    }
  }
}
