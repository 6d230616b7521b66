package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainProgramTest {
  private static final String RECORD =
      """
      {"id":"KJ3MX-7TQ2B","cause":"NO_CERTIFICATE","at":"2026-11-25T22:00:00Z",\
      "client":"192.0.2.7:4711","host":"lab.carcano.corp:443","protocol":"TLSv1.3",\
      "path":"/restricted/","error":0,"about":0,"rules":[{"text":"SSLVerifyClient require",\
      "at":"/etc/httpd/ssl.conf:10"}],"chain":[],"leftOut":0,"anchored":false,"consulted":[]}
      """;

  @TempDir Path root;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void aRecordBesideThePidFile() throws Exception {
    Files.createDirectories(root.resolve("conf"));
    Files.createDirectories(root.resolve("logs/httpd-refusals"));
    Files.writeString(root.resolve("logs/httpd-refusals/0000000001.refusals"), RECORD);
    configuration("");
  }

  private void configuration(String more) throws Exception {
    Files.writeString(
        root.resolve("conf/httpd.conf"),
        "ServerName a.example\nDocumentRoot /nowhere\nListen 127.0.0.1:18080\n"
            + "LoadModule ssl_module modules/mod_ssl.so\n"
            + more);
  }

  private int explain(String... arguments) {
    out.reset();
    err.reset();
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-25T22:03:00Z"));
    return new ExplainProgram(clock)
        .run(
            List.of(arguments),
            new Console(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anIdIsExplainedFromWhereTheServerKeepsItsRecords() {
    assertThat(explain("kj3mx7tq2b", "-d", root.toString())).isZero();
    assertThat(shown())
        .isEqualTo(
            """
            Refusal KJ3MX-7TQ2B
              when        2026-11-25 22:00:00 UTC (3 min ago)
              client      192.0.2.7:4711, TLSv1.3
              host        lab.carcano.corp:443
              path        /restricted/

            Chain: the client has shown none

            Rules
              SSLVerifyClient require (/etc/httpd/ssl.conf:10)

            Refused because the client has shown no certificate; to mend it, let the client choose\
             one that a CA of SSLCACertificateFile or SSLCACertificatePath has issued; a client\
             that has none needs one of theirs.
            """);
    assertThat(said()).isEmpty();
  }

  @Test
  void theConfigurationIsFoundAsHttpdFindsIt() throws Exception {
    Files.move(root.resolve("logs/httpd-refusals"), root.resolve("kept"));
    configuration("BullaRefusals kept\n<IfDefine ELSEWHERE>\nBullaRefusals other\n</IfDefine>\n");

    String file = root.resolve("conf/httpd.conf").toString();
    assertThat(explain("KJ3MX-7TQ2B", "-d", root.toString(), "-f", file)).isZero();
    assertThat(explain("KJ3MX-7TQ2B", "-d", root.toString(), "-D", "ELSEWHERE")).isEqualTo(1);
    assertThat(explain("KJ3MX-7TQ2B", "--records", root.resolve("kept").toString())).isZero();
  }

  @Test
  void anIdThatIsNotThereIsOneSentenceAndExitCodeOne() {
    assertThat(explain("00000-00000", "-d", root.toString())).isEqualTo(1);
    assertThat(shown()).isEmpty();
    assertThat(said())
        .isEqualTo(
            "bulla explain: there is no refusal 00000-00000 in "
                + root.resolve("logs/httpd-refusals")
                + "; the oldest go when room is needed\n");
    assertThat(explain("banana", "-d", root.toString())).isEqualTo(1);
    assertThat(said()).startsWith("bulla explain: 'banana' is no reference").hasLineCount(1);
  }

  @Test
  void aDirectoryThatIsNotThereDoesNotMeanThatNobodyWasRefused() {
    String nowhere = root.resolve("nowhere").toString();
    assertThat(explain("--records", nowhere)).isEqualTo(1);
    assertThat(shown()).isEmpty();
    assertThat(said())
        .isEqualTo(
            "bulla explain: there is no directory "
                + nowhere
                + "; BullaRefusals names the server's\n");
  }

  @Test
  void withoutAnIdTheLatestAreListed() {
    assertThat(explain("-d", root.toString())).isZero();
    assertThat(shown())
        .isEqualTo(
            "KJ3MX-7TQ2B  2026-11-25 22:00:00 UTC (3 min ago)  192.0.2.7:4711  no certificate\n");
  }

  @Test
  void jsonIsTheRecordAsItIsKept() {
    assertThat(explain("KJ3MX-7TQ2B", "-d", root.toString(), "--json")).isZero();
    assertThat(shown().replaceAll("\\s", ""))
        .contains("\"cause\":\"NO_CERTIFICATE\"", "\"id\":\"KJ3MX-7TQ2B\"");
  }

  @Test
  void whoKeepsNoRecordsOrHasABrokenConfigurationIsTold() throws Exception {
    configuration("BullaRefusals off\n");
    assertThat(explain("KJ3MX-7TQ2B", "-d", root.toString())).isEqualTo(1);
    assertThat(said())
        .isEqualTo("bulla explain: the server keeps no records: BullaRefusals is off\n");
    configuration("Bogus\n");
    assertThat(explain("KJ3MX-7TQ2B", "-d", root.toString())).isEqualTo(1);
    assertThat(said())
        .contains("Invalid command 'Bogus'")
        .endsWith("--records DIR does without it\n");
    assertThat(explain("--bogus")).isEqualTo(2);
    assertThat(said()).startsWith("bulla explain: Unknown option: '--bogus'");
  }

  @Test
  void theHelpTellsWhatItIsFor() {
    assertThat(explain("--help")).isZero();
    assertThat(shown()).contains("Usage: bulla explain", "--records=DIR", "[ID]");
  }
}
