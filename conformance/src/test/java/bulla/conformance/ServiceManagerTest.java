package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hands to the server, and hears of it. */
class ServiceManagerTest {
  /**
   * Stands in for one: binds the socket for notices, and a listening socket if there is a port;
   * starts the server with both as systemd does; prints each notice on one line.
   */
  private static final String MANAGER =
      """
      import os, signal, socket, sys
      notices, port, watchdog = sys.argv[1], int(sys.argv[2]), sys.argv[3]
      hears = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      hears.bind("\\0" + notices[1:] if notices[0] == "@" else notices)
      if notices[0] != "@":
          os.chmod(notices, 0o777)
      listening = None
      if port:
          listening = socket.socket()
          listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          listening.bind(("127.0.0.1", port))
          listening.listen(9)
      child = os.fork()
      if child == 0:
          os.environ["NOTIFY_SOCKET"] = notices
          if watchdog != "0":
              os.environ["WATCHDOG_USEC"] = watchdog
              os.environ["WATCHDOG_PID"] = str(os.getpid())
          if listening:
              os.environ["LISTEN_FDS"] = "1"
              os.environ["LISTEN_PID"] = str(os.getpid())
              os.environ["LISTEN_FDNAMES"] = "web"
              os.dup2(listening.fileno(), 3, inheritable=True)
          os.execv(sys.argv[4], sys.argv[4:])
      signal.signal(signal.SIGCHLD, signal.SIG_IGN)
      print("pid %d" % child, flush=True)
      while True:
          print(hears.recv(4096).decode().replace("\\n", " "), flush=True)
      """;

  @TempDir Path folder;
  private Site site;
  private final List<Process> managers = new ArrayList<>();

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
    managers.forEach(Process::destroyForcibly);
  }

  @Test
  void theManagerHearsOfStartReloadAndEnd() throws Exception {
    for (String address : List.of(folder + "/notify", "@bulla-" + System.nanoTime())) {
      BlockingQueue<String> heard = start(address, 0, "0");
      assertThat(next(heard)).isEqualTo("READY=1 STATUS=Processing requests...");
      assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");

      assertThat(site.httpd("-k", "graceful").code()).isZero();
      String reloading = next(heard);
      assertThat(reloading)
          .matches("RELOADING=1 MONOTONIC_USEC=\\d+ STATUS=Reading configuration\\.\\.\\.");
      double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
      double told = Double.parseDouble(reloading.replaceAll(".*USEC=(\\d+) .*", "$1")) / 1e6;
      assertThat(told).isBetween(uptime - 60, uptime + 1);
      assertThat(next(heard)).startsWith("READY=1");

      assertThat(site.httpd("-k", "stop").code()).isZero();
      assertThat(next(heard)).isEqualTo("STOPPING=1 STATUS=Shutting down...");
    }
  }

  @Test
  void aReloadThatFailedIsOverToo() throws Exception {
    BlockingQueue<String> heard = start(folder + "/notify", 0, "0");
    assertThat(next(heard)).startsWith("READY=1");
    site.configure("Listen 127.0.0.1:@PORT@\nBogus\n");
    Shell.must("kill", "-USR1", String.valueOf(site.pid()));
    assertThat(next(heard)).startsWith("RELOADING=1");
    assertThat(next(heard))
        .isEqualTo(
            "READY=1 STATUS=The configuration is broken; the one before it goes on serving.");
    site.configure("Listen 127.0.0.1:@PORT@\n");
  }

  @Test
  void theManagerHearsWhichHostsLackTheStapleThatTheyRequireUntilTheyHaveIt() throws Exception {
    Path made = Files.createDirectories(folder.resolve("pki"));
    try (OpensslResponder responder = new OpensslResponder(made)) {
      OpensslPki pki = new OpensslPki(made, responder.url());
      pki.makeAuthorities();
      pki.mustStapleServer("www", "localhost");
      responder.down(true);
      site.configure(StapledClientsTest.HOST);
      BlockingQueue<String> heard = start(folder + "/notify", 0, "0");
      assertThat(next(heard))
          .isEqualTo(
              "READY=1 STATUS=Processing requests, but localhost:443 is not served until there is"
                  + " a stapling response: its certificate requires one (RFC 7633)");
      responder.down(false);
      assertThat(next(heard)).isEqualTo("STATUS=Processing requests...");
    }
  }

  @Test
  void theWatchdogIsFedTwiceInItsInterval() throws Exception {
    BlockingQueue<String> heard = start(folder + "/notify", 0, "1000000");
    assertThat(next(heard)).startsWith("READY=1");
    for (int i = 0; i < 3; i++) {
      assertThat(next(heard)).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void aSocketThatWasHandedOverIsServed() throws Exception {
    BlockingQueue<String> heard = start(folder + "/notify", site.port(), "0");
    assertThat(next(heard)).startsWith("READY=1");
    // Nobody but the holder of that very socket could be here: two cannot listen on one address.
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
    assertThat(Shell.must("ss", "-Hltn", "sport = :" + site.port()).strip().split(" +")[2])
        .isEqualTo("9");
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    assertThat(next(heard)).startsWith("RELOADING=1");
    assertThat(next(heard)).startsWith("READY=1");
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
  }

  @Test
  void aSocketThatNoListenAsksForIsTold() throws Exception {
    int other = WebServer.freePort();
    BlockingQueue<String> heard = start(folder + "/notify", other, "0");
    assertThat(next(heard)).startsWith("READY=1");
    assertThat(site.log())
        .contains("the service manager handed over socket web (/127.0.0.1:" + other + ")");
  }

  private BlockingQueue<String> start(String notices, int port, String watchdog)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("python3", "-c", MANAGER, notices, Integer.toString(port), watchdog));
    words.addAll(Shell.bulla("httpd", "-f", site.configuration().toString(), "-DFOREGROUND"));
    Process manager =
        new ProcessBuilder(words).redirectError(folder.resolve("err").toFile()).start();
    managers.add(manager);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    BufferedReader reader = manager.inputReader(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(() -> reader.lines().forEach(heard::add));
    return heard;
  }

  private String next(BlockingQueue<String> heard) throws Exception {
    while (true) {
      String line = heard.poll(60, TimeUnit.SECONDS);
      if (line == null) {
        return "nothing; " + Files.readString(folder.resolve("err")) + site.log();
      }
      if (!line.startsWith("pid ")) {
        return line;
      }
    }
  }
}
