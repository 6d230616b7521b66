package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.InvalidConfigurationException;
import bulla.pki.Certificate;
import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CRLs do beside what the tables of both servers show: changes, OCSP, the log, the start. */
class CrlGateTest extends AtGateSite {
  private static final String REVOKED =
      "AH02039: Certificate Verification: Error (23): certificate";

  private Issued partner;

  @BeforeEach
  void site() throws IOException {
    partner = site.issuing.issue("partner").subject(GateSite.FOO + "partner").make();
    site.write("partner", partner);
    lists(CrlMaker.of(site.issuing));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3 -enable_pha", "-tls1_3", "-tls1_2"})
  void aListThatNamesACertificateEndsItsOpenConnections(String options) throws Exception {
    site.start(configuration("SSLCARevocationCheck leaf", ""));
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    try (OpenConnection other = new OpenConnection(with(words, "foo"));
        OpenConnection connection = new OpenConnection(with(words, "partner"))) {
      assertThat(other.get("/restricted/x.txt")).contains("restricted");
      assertThat(connection.get("/restricted/x.txt")).contains("restricted");

      lists(CrlMaker.of(site.issuing).number(2).revoked(partner, 1));
      assertThat(connection.rest()).isEmpty();

      assertThat(site.connectionLog()).contains(REVOKED);
      assertThat(other.get("/restricted/x.txt")).contains("restricted");
    }
  }

  private List<String> with(List<String> options, String name) {
    List<String> all = new ArrayList<>(options);
    all.addAll(site.as(name));
    return all;
  }

  @Test
  void whatAListHasSaidEndsWithTheList() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    lists(CrlMaker.of(site.issuing).period(now.minusSeconds(60), now.plusSeconds(6)));
    site.start(configuration("SSLCARevocationCheck leaf", ""));
    List<String> words = new ArrayList<>(List.of("-tls1_3", "-enable_pha"));
    words.addAll(site.as("partner"));

    try (OpenConnection connection = new OpenConnection(words)) {
      assertThat(connection.get("/restricted/x.txt")).contains("restricted");
      Thread.sleep(Duration.between(Instant.now(), now.plusSeconds(7)));
      assertThat(connection.get("/restricted/x.txt")).contains("403 Forbidden");
    }
    assertThat(site.connectionLog()).contains("Error (12): CRL has expired");
  }

  @Test
  void aResumedSessionDoesNotOutliveTheList() throws Exception {
    site.start(configuration("SSLCARevocationCheck leaf", "SSLVerifyClient require"));
    String session = root.resolve("session").toString();
    List<String> first = new ArrayList<>(List.of("-tls1_3", "-sess_out", session));
    first.addAll(site.as("partner"));
    assertThat(site.client(GateSite.gets("/index.txt"), first.toArray(String[]::new)).output())
        .contains("public");

    lists(CrlMaker.of(site.issuing).number(2).revoked(partner, 1));
    site.log("number 2, 1 entries");
    List<String> again = new ArrayList<>(List.of("-tls1_3", "-sess_in", session));
    again.addAll(site.as("partner"));

    assertThat(site.client(GateSite.gets("/index.txt"), again.toArray(String[]::new)).output())
        .doesNotContain("public");
    assertThat(site.connectionLog()).contains(REVOKED);
  }

  @Test
  void bothListsAndRespondersMustLetACertificateIn() throws Exception {
    site.start(
        configuration(
            "SSLCARevocationCheck leaf", "SSLOCSPEnable leaf\nSSLOCSPUseRequestNonce off"));

    assertThat(site.curl("/restricted/x.txt", site.with("foo")).output()).contains("restricted");
    // It names no responder.
    site.curl("/restricted/x.txt", site.with("partner"));
    assertThat(site.connectionLog()).contains("Error (50): application verification failure");

    site.responder.behave(new OcspBehaviour.Good());
    lists(
        CrlMaker.of(site.issuing)
            .number(2)
            .revoked(Certificate.ofPem(Files.readString(root.resolve("foo.crt"))).serial(), 4));
    site.log("number 2, 1 entries");
    site.curl("/restricted/x.txt", site.with("foo"));
    assertThat(site.connectionLog()).contains(REVOKED);
  }

  @Test
  void theLogTellsOfTheModeAndOfTheCertificate() throws Exception {
    lists(CrlMaker.of(site.issuing).revoked(partner, 1));
    site.start(
        configuration("SSLCARevocationCheck chain no_crl_for_cert_ok", "")
            .replace("ServerName other", "LogLevel ssl:debug\nServerName other"));

    site.curl("/restricted/x.txt", site.with("partner"));
    site.curl("/restricted/x.txt", site.with("foo"));

    assertThat(site.connectionLog())
        .contains(
            "AH02275: Certificate Verification, depth 0, CRL checking mode: chain (6) [subject:"
                + " CN=partner,O=Big Partner Foo SA,C=CH / issuer: CN=CARC I101L,")
        .contains(
            "AH02276: Certificate Verification: Error (23): certificate revoked [subject:"
                + " CN=partner,")
        .contains("AH02275: Certificate Verification, depth 2, CRL checking mode: chain (6)");
  }

  @Test
  void aBadNewFileLeavesTheOldListAndTheLogSaysWhy() throws Exception {
    lists(CrlMaker.of(site.issuing).number(7).revoked(partner, 1));
    site.start(configuration("SSLCARevocationCheck leaf", ""));

    lists(CrlMaker.of(site.issuing).number(6));

    assertThat(site.log("was not taken"))
        .contains(
            "crl.pem was not taken, and what was read before goes on counting: its CRL number 6 is"
                + " less than 7, which CN=CARC I101L,O=Carcano SA,C=CH has given out before");
    site.curl("/restricted/x.txt", site.with("partner"));
    assertThat(site.connectionLog()).contains(REVOKED);
  }

  @Test
  void aReloadDoesNotGoBackToAnOlderListEither() throws Exception {
    lists(CrlMaker.of(site.issuing).number(7).revoked(partner, 1));
    String configuration = configuration("SSLCARevocationCheck leaf", "");
    site.start(configuration);
    lists(CrlMaker.of(site.issuing).number(6));

    InvalidConfigurationException thrown =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> site.server().reload(configuration));

    assertThat(thrown.errors().getFirst().remedy()).contains("its CRL number 6 is less than 7");
    site.curl("/restricted/x.txt", site.with("partner"));
    assertThat(site.connectionLog()).contains(REVOKED);
  }

  @Test
  void aPageTellsABrowserWhy() throws Exception {
    lists(CrlMaker.of(site.issuing).withoutEnd().signedWith(site.anchor.key()));
    site.start(configuration("SSLCARevocationCheck leaf", ""));

    assertThat(site.browser("partner", "/restricted/x.txt"))
        .contains("Your client certificate was refused: CRL signature failure");
    assertThat(site.log("of no use"))
        .contains("CRL of no use, the CRL's signature is not its issuer's");
  }

  @Test
  void aCheckWithoutListsStopsTheStartAtItsLine() {
    assertStopped(
        configuration("SSLCARevocationCheck leaf", "").replace("SSLCARevocationFile crl.pem\n", ""),
        "AH01899: Host lab.carcano.corp:443: CRL checking has been enabled, but neither"
            + " SSLCARevocationFile nor SSLCARevocationPath is configured",
        "SSLCARevocationCheck leaf");
  }

  @Test
  void aFileThatHoldsNoListStopsTheStartAtItsLine() throws Exception {
    Files.copy(
        root.resolve("root.crt"), root.resolve("crl.pem"), StandardCopyOption.REPLACE_EXISTING);

    InvalidConfigurationException thrown =
        assertStopped(
            configuration("SSLCARevocationCheck leaf", ""),
            "AH01901: Host lab.carcano.corp:443: unable to configure X.509 CRL storage for"
                + " certificate revocation",
            "SSLCARevocationFile crl.pem");
    assertThat(thrown.errors().getFirst().remedy()).endsWith("crl.pem: there is no CRL in it");
  }

  @Test
  void aListIsFetchedFromWhereTheCertificateSaysAndNewsOfItCounts() throws Exception {
    try (CrlSite lists = CrlSite.start()) {
      Issued client =
          site.issuing
              .issue("client")
              .subject(GateSite.FOO + "client")
              .crlUrl(lists.url("/ca.crl"))
              .make();
      site.write("client", client);
      lists.put("/ca.crl", CrlMaker.of(site.issuing).revoked(partner, 1).der());
      site.start(
          ("BullaCRLCache crls\n" + configuration("SSLCARevocationCheck leaf", ""))
              .replace("SSLCARevocationFile crl.pem\n", "BullaCRLDistributionPoints on\n"));

      assertThat(site.curl("/restricted/x.txt", site.with("client")).output())
          .contains("restricted");
      site.curl("/restricted/x.txt", site.with("partner"));
      assertThat(site.connectionLog()).contains(REVOKED);
      assertThat(site.curl("/restricted/x.txt", site.with("foo")).output())
          .as("it names no place, and its issuer's list is there")
          .contains("restricted");
      assertThat(lists.queries()).isEqualTo(1);
      assertThat(root.resolve("crls")).isDirectoryContaining("glob:**.crl");
    }
  }

  @Test
  void nobodyIsAskedForTheListsOfAChainThatIsNotGood() throws Exception {
    try (CrlSite lists = CrlSite.start()) {
      Issued stranger = TestCa.root("Elsewhere").issue("stranger").crlUrl(lists.url("/x")).make();
      site.write("stranger", stranger);
      site.start(
          configuration("SSLCARevocationCheck leaf", "")
              .replace("SSLCARevocationFile crl.pem\n", "BullaCRLDistributionPoints on\n"));

      site.curl("/anybody/x.txt", site.with("stranger"));

      assertThat(site.connectionLog()).contains("Error (3): unable to get certificate CRL");
      assertThat(lists.queries()).isZero();
    }
  }

  @Test
  void whoCutsThePlaceOffGainsNothing() throws Exception {
    Issued client = site.issuing.issue("client").crlUrl("http://127.0.0.1:1/ca.crl").make();
    site.write("client", client);
    site.start(
        configuration("SSLCARevocationCheck leaf no_crl_for_cert_ok", "")
            .replace("SSLCARevocationFile crl.pem\n", "BullaCRLDistributionPoints on\n"));

    site.curl("/restricted/x.txt", site.with("client"));

    assertThat(site.connectionLog()).contains("Error (3): unable to get certificate CRL");
    assertThat(site.curl("/restricted/x.txt", site.with("partner")).output())
        .as("no place is named, and no list is there: the flag lets it in")
        .contains("restricted");
    assertThat(site.server().log("main.carcano.corp"))
        .contains("CRL http://127.0.0.1:1/ca.crl was not taken")
        .contains("Connection refused");
  }

  private InvalidConfigurationException assertStopped(
      String configuration, String message, String line) {
    InvalidConfigurationException thrown =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> new SslServer(root, configuration));
    assertThat(thrown.errors())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.message()).isEqualTo(message);
              assertThat(told.at()).isNotNull();
              assertThat(configuration.lines().toList().get(told.at().line() - 1)).isEqualTo(line);
            });
    return thrown;
  }

  private static String configuration(String check, String more) {
    return GateSite.configuration()
        .replace(
            "SSLOCSPEnable leaf\n",
            "KeepAliveTimeout 60\nLogLevel ssl:info\nSSLCARevocationFile crl.pem\n" + check + "\n")
        .replace("SSLOCSPUseRequestNonce off\n", more + "\n");
  }

  private void lists(CrlMaker... makers) throws IOException {
    StringBuilder text = new StringBuilder();
    for (CrlMaker each : makers) {
      text.append(each.pem());
    }
    Path aside = Files.writeString(root.resolve("crl.new"), text);
    Files.move(aside, root.resolve("crl.pem"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** {@code openssl s_client} that is asked for one document after the other. */
  private final class OpenConnection implements AutoCloseable {
    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;

    OpenConnection(List<String> options) throws IOException {
      List<String> command = Command.client(site.server().port(), "lab.carcano.corp", "-quiet");
      command.addAll(options);
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      requests = process.getOutputStream();
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** The status line and the body of an answer. */
    String get(String path) throws IOException {
      requests.write(
          ("GET " + path + " HTTP/1.1\r\nHost: lab.carcano.corp\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      requests.flush();
      StringBuilder answer = new StringBuilder();
      int length = 0;
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        answer.append(line).append('\n');
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring(16));
        } else if (line.isEmpty()) {
          break;
        }
      }
      for (int i = 0; i < length; i++) {
        answer.append((char) answers.read());
      }
      return answer.toString();
    }

    /** What comes without being asked for until the server ends the connection. */
    String rest() throws IOException {
      StringBuilder rest = new StringBuilder();
      for (int octet = answers.read(); octet >= 0; octet = answers.read()) {
        rest.append((char) octet);
      }
      return rest.toString();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
