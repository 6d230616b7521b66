package bulla.httpd.ssl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A memcached on a free port of 127.0.0.1. */
record Memcached(Process process, int port) implements AutoCloseable {

  static Memcached start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "memcached", "-l", "127.0.0.1", "-p", String.valueOf(port), "-u", "nobody")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    Memcached memcached = new Memcached(process, port);
    for (int i = 0; i < 100 && !memcached.answers(); i++) {
      Thread.sleep(50);
    }
    return memcached;
  }

  private boolean answers() {
    try {
      return ask("version").startsWith("VERSION");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What it answers to a command, up to the end of the connection that the command's end asks. */
  String ask(String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write((command + "\r\nquit\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** How many items it holds. */
  int items() throws IOException {
    return Integer.parseInt(ask("stats").replaceAll("(?s).*STAT curr_items (\\d+).*", "$1"));
  }

  /** The key of some item, as soon as there is one. */
  String awaitKey() throws IOException, InterruptedException {
    for (int i = 0; i < 100 && items() == 0; i++) {
      Thread.sleep(20);
    }
    // After this answer it hears no other command: the connection is ended here.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket
          .getOutputStream()
          .write("lru_crawler metadump all\r\n".getBytes(StandardCharsets.US_ASCII));
      return URLDecoder.decode(
          String.valueOf(lines.readLine()).replaceAll("key=(\\S+) .*", "$1"),
          StandardCharsets.US_ASCII);
    }
  }

  /** How long an item still lives. */
  long secondsLeft(String key) throws IOException {
    return Long.parseLong(ask("mg " + key + " t").replaceAll("(?s)HD t(\\d+).*", "$1"));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }
}
