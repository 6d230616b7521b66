package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.httpd.ssl.Refusal.Consulted;
import bulla.testkit.OcspBehaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The id of a refusal: on the page, in the logs, and the record that it leads to. */
class RefusalsTest {
  private static final Pattern ID = Pattern.compile("[0-9B-DF-HJ-KMNP-TV-Z]{5}-[0-9B-Z]{5}");

  @TempDir private Path root;
  private GateSite site;

  @BeforeEach
  void site() throws IOException {
    site = new GateSite(root);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aPageNamesTheRecordAndNothingOfIt() throws Exception {
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 1));
    site.start();

    String page = site.browser("foo", "/restricted/x.txt?token=secret");

    assertThat(page)
        .containsPattern("it when you are asked.<br /></p>\n<p>Reference: " + ID + "</p>\n</body>");
    Refusal refusal = refusal();
    assertThat(page).contains("<p>Reference: " + refusal.id() + "</p>");
    assertThat(refusal.cause()).isEqualTo(RefusalCause.REVOKED_BY_OCSP);
    assertThat(refusal.path()).isEqualTo("/restricted/x.txt");
    assertThat(refusal.host()).isEqualTo("lab.carcano.corp:443");
    assertThat(refusal.protocol()).isEqualTo("TLSv1.3");
    assertThat(refusal.client()).startsWith("127.0.0.1:");
    assertThat(refusal.error()).isEqualTo(VerifyErrors.REVOKED);
    assertThat(refusal.chain()).hasSize(3);
    assertThat(refusal.anchored()).isTrue();
    assertThat(refusal.rules())
        .containsExactly(
            rule("SSLVerifyClient require", "<Location /restricted>", 1),
            rule("SSLOCSPEnable leaf", "SSLOCSPEnable leaf", 0));
    Consulted answer = refusal.consulted().getFirst();
    assertThat(answer.kind()).isEqualTo("OCSP");
    assertThat(answer.source()).isEqualTo("fetched");
    assertThat(answer.place()).isEqualTo(site.responder.url());
    assertThat(answer.signer()).isEqualTo("CN=OCSP signer,O=Carcano SA,C=CH");
    assertThat(answer.result()).startsWith("revoked since ").endsWith(", keyCompromise");
    assertThat(RefusalFiles.json(refusal)).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3 -enable_pha", "-tls1_3", "-tls1_2"})
  void oneIdStandsBesideTheLinesInBothLogs(String options) throws Exception {
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 1));
    site.start();
    List<String> words = new java.util.ArrayList<>(List.of(options.split(" ")));
    words.addAll(site.as("foo"));

    site.client(GateSite.gets("/restricted/x.txt"), words.toArray(String[]::new));

    String id = refusal().id();
    assertThat(site.log("refusal " + id))
        .containsPattern(
            "\\[ssl:error\\] [^\n]*AH0226[12]: Re-negotiation handshake failed[^\n]*\n"
                + "([^\n]*SSL Library Error[^\n]*\n)?"
                + "[^\n]*\\[ssl:error\\] [^\n]* refusal "
                + id);
    assertThat(site.connectionLog())
        .containsPattern("\\[ssl:error\\] [^\n]*AH02039: [^\n]*\n")
        .contains("refusal " + id + ", revoked by ocsp: 'bulla explain " + id + "' tells more\n");
    assertThat(records().latest(10)).hasSize(1);
  }

  @Test
  void theHostsOwnQuestionIsToldOfInTheLogAlone() throws Exception {
    site.start(
        GateSite.configuration()
            .replace("SSLVerifyDepth 2\n", "SSLVerifyDepth 2\nSSLVerifyClient require\n")
            .replace("ServerName other", "LogLevel info\nServerName other"));

    assertThat(site.curl("/index.txt").exit()).isNotZero();

    Refusal refusal = refusal();
    assertThat(refusal.cause()).isEqualTo(RefusalCause.NO_CERTIFICATE);
    assertThat(refusal.sni()).isEqualTo("lab.carcano.corp");
    assertThat(site.server().logWith("other.carcano.corp", "refusal " + refusal.id()))
        .containsPattern("\\[ssl:info\\] [^\n]* refusal " + refusal.id() + ", no certificate");

    site.responder.behave(new OcspBehaviour.Unknown());
    site.curl("/index.txt", site.with("foo"));
    assertThat(after(refusal).cause()).isEqualTo(RefusalCause.UNKNOWN_TO_RESPONDER);
    assertThat(refusal().path()).isNull();
    assertThat(refusal().rules().getFirst().text()).isEqualTo("SSLVerifyClient require");
  }

  @Test
  void aRequireThatLooksAtTheCertificateIsNamedWithItsLine() throws Exception {
    site.start();

    assertThat(site.browser(null, "/verified/x.txt")).containsPattern("<p>Reference: " + ID);
    assertThat(refusal().cause()).isEqualTo(RefusalCause.RULE);
    assertThat(refusal().rules())
        .containsExactly(rule("Require ssl-verify-client", "Require ssl-verify-client", 0));
    assertThat(site.log("refusal"))
        .containsPattern("AH01630: client denied [^\n]*\n[^\n]*\\[ssl:error\\] [^\n]* refusal ");
  }

  @Test
  void aRequireThatDoesNotLookAtTheCertificateIsNoneOfOurs() throws Exception {
    site.start(GateSite.configuration().replace("Require ssl-verify-client", "Require all denied"));

    assertThat(site.browser(null, "/verified/x.txt"))
        .contains("403 Forbidden")
        .doesNotContain("Reference");
    assertThat(records().latest(1)).isEmpty();
  }

  @Test
  void anErrorDocumentCanShowTheReference() throws Exception {
    site.start(
        GateSite.configuration()
            .replace(
                "DocumentRoot www\nSSLEngine on\nSSLCertificateFile server",
                "ErrorDocument 403 \"Ask us about %{reqenv:BULLA_REFUSAL}.\"\n"
                    + "DocumentRoot www\nSSLEngine on\nSSLCertificateFile server"));

    String page = site.browser(null, "/restricted/x.txt");

    assertThat(page).endsWith("Ask us about " + refusal().id() + ".");
  }

  @Test
  void whoWantsNoRecordsGetsHttpdsPagesAndLogs() throws Exception {
    site.start("BullaRefusals off\n" + GateSite.configuration());

    assertThat(site.browser(null, "/restricted/x.txt"))
        .contains("403 Forbidden")
        .doesNotContain("Reference");
    assertThat(site.log("AH02263")).doesNotContain("refusal");
    assertThat(root.resolve("logs/httpd-refusals")).doesNotExist();
  }

  @Test
  void recordsGoOnOverReloadsAndRestartsAndOnlyTheirOwnerReadsThem() throws Exception {
    String configuration = "BullaRefusals kept\n" + GateSite.configuration();
    site.start(configuration);
    site.browser(null, "/restricted/x.txt");
    RefusalFiles kept = new RefusalFiles(root.resolve("kept"));
    await(kept, 1);
    site.server().reload(configuration);
    site.browser(null, "/restricted/x.txt");
    await(kept, 2);
    site.server().close();
    assertThat(kept.latest(9)).hasSize(2);

    site.start(configuration);
    site.browser(null, "/restricted/x.txt");
    await(kept, 3);

    assertThat(kept.latest(9)).extracting(Refusal::id).doesNotHaveDuplicates().hasSize(3);
    try (var files = Files.list(root.resolve("kept"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("kept"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsToldOfAndKeepsNobodyWaiting() throws Exception {
    site.write("blocked", "a file\n");
    site.start("BullaRefusals blocked/refusals\n" + GateSite.configuration());

    assertThat(site.browser(null, "/restricted/x.txt")).contains("<p>Reference: ");
    assertThat(site.server().logWith("main.carcano.corp", "not recorded"))
        .contains("1 refusals are not recorded in " + root.resolve("blocked/refusals"));
  }

  private Refusal.Rule rule(String text, String line, int below) throws IOException {
    List<String> lines = Files.readAllLines(root.resolve("httpd.conf"));
    return new Refusal.Rule(
        text, root.resolve("httpd.conf") + ":" + (lines.indexOf(line) + 1 + below));
  }

  private RefusalFiles records() {
    return new RefusalFiles(root.resolve("logs/httpd-refusals"));
  }

  private Refusal refusal() throws Exception {
    await(records(), 1);
    return records().latest(1).getFirst();
  }

  private Refusal after(Refusal before) throws Exception {
    for (int i = 0; i < 500 && refusal().equals(before); i++) {
      Thread.sleep(10);
    }
    return refusal();
  }

  private static void await(RefusalFiles files, int count) throws Exception {
    for (int i = 0; i < 500 && files.latest(count).size() < count; i++) {
      Thread.sleep(10);
    }
    assertThat(files.latest(count)).hasSize(count);
    Matcher id = ID.matcher(files.latest(1).getFirst().id());
    assertThat(id.matches()).isTrue();
  }
}
