package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CAs' site and the OCSP responder as processes, over a CA that openssl made. */
class SiteProgramTest {
  private static final Pattern LISTENING = Pattern.compile("Now listening on \\S*:(\\d+)");

  @TempDir Path folder;

  @Test
  void theRootsFilesCasArePublishedUntilTerm() throws Exception {
    makeCa();
    Path roots = folder.resolve("multiroot.conf");
    Files.writeString(
        roots,
        """
        [ carc_i101l ]
        private = file://%1$s/ca.key
        certificate = %1$s/ca.crt
        config = %1$s/absent.json
        dbconfig = %1$s/db.json
        """
            .formatted(folder));
    Process site = start("site", "-address=127.0.0.1", "-port", "0", "-roots=" + roots);
    try {
      String base = "http://127.0.0.1:" + port() + "/carc_i101l/";
      assertThat(run("curl", "-sS", "--noproxy", "*", base + "cps.html")).contains("CN=CARC I101L");
      run("curl", "-sS", "--noproxy", "*", "-o", folder.resolve("crl").toString(), base + "crl");
      assertThat(
              run(
                  "openssl",
                  "crl",
                  "-inform",
                  "DER",
                  "-noout",
                  "-in",
                  folder.resolve("crl").toString(),
                  "-CAfile",
                  folder.resolve("ca.crt").toString()))
          .contains("verify OK");
      end(site);
    } finally {
      site.destroyForcibly();
    }
  }

  @Test
  void ocspserveAnswersFromCertdbUntilTerm() throws Exception {
    makeCa();
    Process responder =
        start("cfssl", "ocspserve", "-port=0", "-db-config=" + folder.resolve("db.json"));
    try {
      assertThat(
              run(
                  "openssl",
                  "ocsp",
                  "-issuer",
                  folder.resolve("ca.crt").toString(),
                  "-serial",
                  "17",
                  "-url",
                  "http://127.0.0.1:" + port()))
          .contains("unauthorized (6)");
      end(responder);
    } finally {
      responder.destroyForcibly();
    }
  }

  @Test
  void whatIsWrongInTheRootsFileIsToldTogether() throws Exception {
    Path roots = folder.resolve("multiroot.conf");
    Files.writeString(
        roots, "[ a ]\nprivate = file:///absent\n[ b ]\ncertificate = /absent\ndbconfig = /no\n");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(new SiteProgram().run(List.of("-roots", roots.toString()), console)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("multiroot.conf:1: section [ a ] lacks \"certificate\"")
        .contains("multiroot.conf:4: /absent cannot be read");
    assertThat(new SiteProgram().run(List.of("-bogus"), console)).isEqualTo(2);
    assertThat(new SiteProgram().run(List.of(), console)).isEqualTo(1);
  }

  private void makeCa() throws Exception {
    TestCa ca = TestCa.root("CARC I101L");
    new Issued(ca.certificate(), ca.key()).writeTo(folder, "ca");
    Files.writeString(
        folder.resolve("db.json"),
        "{\"driver\":\"sqlite3\",\"data_source\":\"%s/certs.db\"}".formatted(folder));
  }

  private Process start(String... program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "bulla.cli.Main");
    builder.command().addAll(List.of(program));
    return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private int port() throws Exception {
    for (int tries = 0; tries < 800; tries++) {
      Matcher line = LISTENING.matcher(Files.exists(log()) ? Files.readString(log()) : "");
      if (line.find()) {
        return Integer.parseInt(line.group(1));
      }
      Thread.sleep(25);
    }
    throw new AssertionError("does not listen:\n" + Files.readString(log()));
  }

  private static void end(Process process) throws Exception {
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
