package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -k}, the PidFile and the signals. */
class ControlTest {
  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
  }

  @Test
  void aServerIsStartedInTheBackgroundReloadedAndStopped() throws Exception {
    Shell.Result start = site.httpd("-k", "start");
    assertThat(start.all()).isEmpty();
    assertThat(start.code()).isZero();
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
    long pid = site.pid();

    assertThat(site.httpd("-k", "start").out())
        .isEqualTo("httpd (pid " + pid + ") already running\n");
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    assertThat(site.await("AH00489", 2))
        .contains("AH00493: SIGUSR1 received.  Doing graceful restart");
    assertThat(site.httpd("-k", "restart").code()).isZero();
    assertThat(site.await("AH00489", 3))
        .contains("AH00494: SIGHUP received.  Attempting to restart");
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
    assertThat(site.pid()).isEqualTo(pid);

    Shell.Result stop = site.httpd("-k", "stop");
    assertThat(stop.all()).isEmpty();
    assertThat(stop.code()).isZero();
    assertThat(site.log()).contains("AH00491: caught SIGTERM, shutting down");
    assertThat(Files.exists(folder.resolve("httpd.pid"))).isFalse();
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void standardErrorOfAServerInTheBackgroundIsItsErrorLogAlsoAfterARotation() throws Exception {
    Path log = folder.resolve("logs/error_log");
    Files.setPosixFilePermissions(log.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(site.httpd("-k", "start").code()).isZero();
    Path standardError = Path.of("/proc/" + site.pid() + "/fd/2");
    assertThat(Files.isSameFile(standardError, log)).isTrue();
    Files.move(log, folder.resolve("logs/error_log.1"));
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    site.await("AH00489");
    for (int tries = 0; tries < 100 && !Files.isSameFile(standardError, log); tries++) {
      Thread.sleep(50);
    }
    assertThat(Files.isSameFile(standardError, log)).isTrue();
  }

  @Test
  void whatDoesNotRunIsToldAsHttpdTellsIt() throws Exception {
    for (String pidFile : List.of("", "4194303\n", "junk\n")) {
      for (String action : List.of("stop", "graceful-stop")) {
        Path file = folder.resolve("httpd.pid");
        Files.deleteIfExists(file);
        if (!pidFile.isEmpty()) {
          Files.writeString(file, pidFile);
        }
        Shell.Result ours = site.httpd("-k", action);
        Shell.Result theirs =
            Shell.run(
                List.of("/usr/sbin/apache2", "-f", site.configuration().toString(), "-k", action));
        assertThat(ours.out()).isEqualTo(theirs.out().replace("apache2 ", "httpd "));
        assertThat(ours.err()).isEqualTo(theirs.err());
        assertThat(ours.code()).isEqualTo(theirs.code());
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void aRestartOfWhatDoesNotRunStartsIt() throws Exception {
    for (String action : List.of("graceful", "restart")) {
      Shell.Result result = site.httpd("-k", action);
      assertThat(result.out()).isEqualTo("httpd not running, trying to start\n");
      assertThat(result.code()).isZero();
      assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
      assertThat(site.httpd("-k", "stop").code()).isZero();
    }
  }

  @Test
  void aStalePidFileIsOverwrittenWithAWarning() throws Exception {
    Files.writeString(folder.resolve("httpd.pid"), "4194303\n");
    Process process = site.start();
    assertThat(site.log())
        .contains(
            "AH00098: pid file "
                + folder.resolve("httpd.pid")
                + " overwritten -- Unclean shutdown of previous Apache run?");
    assertThat(site.pid()).isEqualTo(process.pid());
  }

  @Test
  void aPidFileThatCannotBeWrittenStopsTheStart() throws Exception {
    site.configure("Listen 127.0.0.1:@PORT@\nPidFile @DIR@/nowhere/httpd.pid\n");
    for (String how : List.of("-DFOREGROUND", "-kstart")) {
      Shell.Result result = site.httpd(how);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains("(2)No such file or directory: AH00099: could not create " + folder)
          .contains("AH00100: httpd: could not log pid to file " + folder + "/nowhere/httpd.pid");
    }
  }

  @Test
  void aStartThatFailsSaysWhyInTheBackgroundToo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      site.configure("Listen 127.0.0.1:" + taken.getLocalPort() + "\nListen 192.0.2.1:8\n");
      for (String how : List.of("-DFOREGROUND", "-kstart")) {
        Shell.Result result = site.httpd(how);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
            .isEqualTo(
                "(98)Address already in use: AH00072: make_sock: could not bind to address"
                    + " 127.0.0.1:"
                    + taken.getLocalPort()
                    + "\n(99)Cannot assign requested address: AH00072: make_sock: could not bind"
                    + " to address 192.0.2.1:8\n"
                    + "no listening sockets available, shutting down\n"
                    + "AH00015: Unable to open logs\n");
        assertThat(Files.exists(folder.resolve("httpd.pid"))).isFalse();
      }
    }
    site.configure("Bogus\n");
    assertThat(site.httpd("-k", "start").err()).startsWith("AH00526: Syntax error on line");
  }

  @Test
  void aBrokenConfigurationStopsTheClientAndLeavesTheServerAlone() throws Exception {
    Process process = site.start();
    site.configure("Listen 127.0.0.1:@PORT@\nBogus on\n");
    Shell.Result client = site.httpd("-k", "graceful");
    assertThat(client.code()).isEqualTo(1);
    assertThat(client.err()).contains("Invalid command 'Bogus'");
    assertThat(site.log()).doesNotContain("AH00493");

    Shell.must("kill", "-HUP", String.valueOf(process.pid()));
    int line = Files.readAllLines(site.configuration()).size();
    assertThat(site.await("AH00020"))
        .contains("AH00526: Syntax error on line " + line + " of " + site.configuration())
        .contains("AH00020: Configuration Failed: the configuration that was read before goes on");
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
  }

  @Test
  void underNohupAHangupReloadsAsElsewhere() throws Exception {
    site.startedBy("nohup");
    Process server = site.start();
    Shell.must("kill", "-HUP", String.valueOf(server.pid()));
    assertThat(site.await("AH00489", 2))
        .contains("AH00494: SIGHUP received.  Attempting to restart");
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
  }

  @Test
  void aGracefulStopLetsADownloadEnd() throws Exception {
    Files.write(folder.resolve("www/long.bin"), new byte[4_000_000]);
    Process server = site.start();
    Process client =
        new ProcessBuilder(
                "curl",
                "-s",
                "--noproxy",
                "*",
                "--limit-rate",
                "2M",
                "-o",
                folder.resolve("got").toString(),
                "http://127.0.0.1:" + site.port() + "/long.bin")
            .start();
    Path got = folder.resolve("got");
    while (client.isAlive() && (!Files.exists(got) || Files.size(got) == 0)) {
      Thread.sleep(20);
    }
    assertThat(site.httpd("-k", "graceful-stop").code()).isZero();
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).isZero();
    assertThat(Files.size(got)).isEqualTo(4_000_000);
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isZero();
    assertThat(site.log()).contains("AH00492: caught SIGWINCH, shutting down gracefully");
  }
}
