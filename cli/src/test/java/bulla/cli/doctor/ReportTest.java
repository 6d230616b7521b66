package bulla.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.cli.terminal.Terminal;
import bulla.httpd.ssl.Asked;
import bulla.httpd.ssl.Examined;
import bulla.httpd.ssl.Fact;
import bulla.revocation.OcspFailure;
import bulla.revocation.Probed;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String URL = "http://ocsp01.lab.carcano.corp:9401/";

  private final Examined examined =
      new Examined(
          "www.lab:443",
          "/etc/httpd/vhosts.d/www.lab.conf:7",
          "CN=www.lab,OU=An organizational unit of a long name,O=Carcano SA,C=CH",
          NOW.plus(Duration.ofDays(40)),
          List.of(
              new Fact(
                  Fact.Severity.WRONG, "it ends soon", "renew it before the day when nobody looks"),
              new Fact(Fact.Severity.WARNING, "the intermediate CA is not sent", "append it")),
          List.of(
              new Asked(
                  Asked.Kind.OCSP,
                  URL,
                  probed(new Probed.Believed("good", null, NOW.plus(Duration.ofDays(3)))),
                  null,
                  null),
              new Asked(
                  Asked.Kind.CRL,
                  "http://ca01.lab.carcano.corp:8080/carc_i101l/crl",
                  probed(new Probed.Failed(new OcspFailure.Broken("ca01:8080", "x\u001b[2J"))),
                  "no HTTP came: x\u001b[2J",
                  "look which program listens there: it does not speak HTTP")));

  private static Probed probed(Probed.Outcome outcome) {
    return new Probed(outcome, Duration.ofMillis(12), Duration.ofSeconds(-3));
  }

  private String printed(Terminal terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Report(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, NOW)
        .print(List.of(examined));
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 70, 80, 100, 140})
  void noLineIsWiderThanTheTerminal(int width) {
    assertThat(printed(new Terminal(false, width)).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width))
        .anySatisfy(line -> assertThat(line).contains(URL));
  }

  @Test
  void whereNobodyCountsColumnsEachPlaceIsOneLine() {
    assertThat(printed(new Terminal(false, Terminal.UNLIMITED)))
        .containsPattern("✓ OCSP  " + URL + " +yes +good +- +2026-03-04 00:00 +12 ms +-3 s\n")
        .containsPattern("✗ CRL   http://ca01\\S+/crl  yes +- +- +- +12 ms +-3 s\n");
  }

  @Test
  void onANarrowTerminalCellsCarryTheirNamesAndWhatIsNotKnownIsLeftOut() {
    assertThat(printed(new Terminal(false, 60)))
        .startsWith("www.lab:443 (/etc/httpd/vhosts.d/www.lab.conf:7)\n")
        .contains(
            "  ✓ OCSP  http://ocsp01.lab.carcano.corp:9401/\n"
                + "          reached: yes; says good; fresh until (UTC)\n"
                + "          2026-03-04 00:00; took 12 ms; clock -3 s\n");
  }

  @Test
  void columnsAreNoWiderThanWhatStandsInThem() {
    assertThat(printed(new Terminal(false, 80)))
        .startsWith(
            "    KIND  URL\n"
                + "          REACHED  SAYS  SIGNED BY  FRESH UNTIL, UTC  TOOK   CLOCK\n\n"
                + "www.lab:443 (")
        .contains("          yes      good  -          2026-03-04 00:00  12 ms  -3 s\n");
  }

  @Test
  void coloursAreThereForTerminalsAlone() {
    assertThat(printed(new Terminal(true, 100))).contains("\u001b[31m✗\u001b[0m", "\u001b[32m✓");
    assertThat(printed(new Terminal(true, 100)))
        .contains("\u001b[33m!\u001b[0m the intermediate CA is not sent: append it\n")
        .endsWith(": \u001b[31m2 things to mend\u001b[0m, \u001b[33m1 warning\u001b[0m\n");
    assertThat(printed(new Terminal(false, 100))).doesNotContain("\u001b");
  }

  @Test
  void whatOthersSentCannotMoveTheTerminal() {
    assertThat(printed(new Terminal(true, 100))).contains("x?[2J").doesNotContain("\u001b[2J");
  }
}
