package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** certmgr's command line; the daemon as a process, with real signals. */
class CertmgrProgramTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectory(folder.resolve("conf.d"));
    Files.writeString(folder.resolve("certmgr.yaml"), "dir: " + folder.resolve("conf.d") + "\n");
  }

  @Test
  void exitCodesAreThoseOfCertmgr() {
    assertThat(run("check")).isZero();
    assertThat(run()).isZero();
    assertThat(run("--requireSpecs")).isEqualTo(1);
    assertThat(run("ensure")).isEqualTo(1);
    assertThat(run("ensure", "-0")).isZero();
    assertThat(run("clean")).isZero();
    assertThat(run("bogus")).isEqualTo(255);
    assertThat(run("check", "--bogus")).isEqualTo(255);
    assertThat(run("-d", "/nonexistent", "check")).isEqualTo(1);
  }

  @Test
  void theLogIsLogrusText() {
    run("ensure");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .matches(
            "time=\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\" level=error"
                + " msg=\"no specs were found\"\n");
  }

  @Test
  void versionShowsTheConfiguration() {
    assertThat(run("version", "-i", "30m")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("certmgr version ")
        .contains("\tcheck interval: 30m0s\n");
  }

  @Test
  void genconfigWorksOnAFreshHostAndKeepsWhatIsThere() throws Exception {
    Path file = folder.resolve("etc/certmgr.yaml");
    String[] command = {
      "genconfig", "-f", file.toString(), "-d", folder.resolve("specs").toString(), "-m", "sysv"
    };
    assertThat(run(command)).isZero();
    assertThat(Files.readString(file)).contains("svcmgr: \"sysv\"");
    assertThat(folder.resolve("specs")).isDirectory();
    assertThat(run(command)).isEqualTo(1);
  }

  @Test
  void theDaemonOutlivesAnAbsentCaReadsAgainOnHangupAndEndsWellOnTerm() throws Exception {
    Path log = folder.resolve("log");
    Files.writeString(
        folder.resolve("certmgr.yaml"),
        """
        dir: %s/conf.d
        default_remote: http://127.0.0.1:1
        metrics_address: 127.0.0.1
        metrics_port: 0
        """
            .formatted(folder));
    manifest("a.json", "a");
    Process daemon = start(log);
    try {
      await(log, "is keeping 1 specs");
      await(log, "the CA failed");
      manifest("b.json", "b");
      signal("HUP", daemon);
      await(log, "is keeping 2 specs");
      Files.writeString(folder.resolve("conf.d/c.json"), "{");
      signal("HUP", daemon);
      await(log, "goes on with those it has");
      signal("TERM", daemon);
      assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(daemon.exitValue()).isZero();
    } finally {
      daemon.destroyForcibly();
    }
  }

  private void manifest(String name, String file) throws IOException {
    Files.writeString(
        folder.resolve("conf.d").resolve(name),
        """
        {"request": {"CN": "x"}, "private_key": {"path": "%1$s/%2$s.key"},
         "certificate": {"path": "%1$s/%2$s.crt"}, "authority": {"auth_key": "aabb"}}
        """
            .formatted(folder, file));
  }

  private Process start(Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "bulla.cli.Main",
            "certmgr",
            "-f",
            folder.resolve("certmgr.yaml").toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static void await(Path log, String text) throws Exception {
    for (int tries = 0; tries < 800; tries++) {
      if (Files.exists(log) && Files.readString(log).contains(text)) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("never said '" + text + "':\n" + Files.readString(log));
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    List<String> line = new ArrayList<>(List.of(arguments));
    if (!line.contains("-f")) {
      line.addAll(List.of("-f", folder.resolve("certmgr.yaml").toString()));
    }
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CertmgrProgram().run(line, console);
  }
}
