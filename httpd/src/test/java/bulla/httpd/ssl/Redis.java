package bulla.httpd.ssl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server on a free port of 127.0.0.1. */
record Redis(Process process, int port) implements AutoCloseable {

  static Redis start(Path root) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--dir",
                root.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    Redis redis = new Redis(process, port);
    for (int i = 0; i < 100 && !redis.cli("ping").equals("PONG"); i++) {
      Thread.sleep(50);
    }
    return redis;
  }

  /** What redis-cli prints, without the end of the line. */
  String cli(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port), "--raw"));
    command.addAll(List.of(words));
    return Command.run("", command).output().replaceFirst("\n$", "");
  }

  /** The only key, as soon as there is one. */
  String awaitKey() throws IOException, InterruptedException {
    String keys = "";
    for (int i = 0; i < 100 && keys.isEmpty(); i++) {
      keys = cli("keys", "*");
      Thread.sleep(20);
    }
    return keys;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }
}
