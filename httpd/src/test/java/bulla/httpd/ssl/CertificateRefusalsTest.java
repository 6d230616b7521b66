package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Certificates that are broken or too weak: the alert, the lines in the logs, and what explains.
 */
class CertificateRefusalsTest extends AtGateSite {
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";

  private KeptRefusals kept;

  @BeforeEach
  void records() {
    kept = new KeptRefusals(root);
  }

  @Test
  void aSignatureThatWasAlteredIsNotItsIssuers() throws Exception {
    Issued made = site.issuing.issue("altered").make();
    byte[] der = made.certificate().der();
    der[der.length - 1] ^= 1;
    write("altered", new Issued(Certificate.ofDer(der), made.key()));

    String explained =
        refused(
            "altered",
            RefusalCause.BAD_SIGNATURE,
            "SSL alert number 51",
            "Error (7): certificate signature failure",
            "the signature on the certificate of CN=altered,O=Carcano SA,C=CH is not its issuer's");

    anchored(explained, "subject  CN=altered,O=Carcano SA,C=CH");
  }

  @Test
  void aSignatureWithSha1IsTooWeak() throws Exception {
    issue("sha1", site.issuing.issue("sha1").signedWith("SHA1withECDSA"));

    String explained =
        refused(
            "sha1",
            RefusalCause.TOO_WEAK,
            "SSL alert number 42",
            "Error (68): CA signature digest algorithm too weak",
            "a key or signature of the chain is too weak: CA signature digest algorithm too weak;"
                + " to mend it, issue the certificate of CN=sha1,O=Carcano SA,C=CH anew");

    anchored(explained, "subject  CN=sha1,O=Carcano SA,C=CH");
  }

  @Test
  void aKeyOf1024BitsIsTooWeak() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(1024);
    issue("short", site.issuing.issue("short").key(keys.generateKeyPair()));

    String explained =
        refused(
            "short",
            RefusalCause.TOO_WEAK,
            "SSL alert number 42",
            "Error (66): EE certificate key too weak",
            "a key or signature of the chain is too weak: EE certificate key too weak");

    assertThat(explained)
        .containsSubsequence(
            "\nChain\n  0  subject  CN=short,O=Carcano SA,C=CH\n",
            "\n  anchor none: the chain was not found to end at a CA that the host trusts\n");
  }

  @Test
  void aCriticalExtensionThatNobodyKnowsMakesACertificateInvalid() throws Exception {
    issue(
        "unknown", site.issuing.issue("unknown").extension("1.3.6.1.4.1.99999.1", true, nothing()));

    String explained =
        refused(
            "unknown",
            RefusalCause.INVALID_CERTIFICATE,
            "SSL alert number 46",
            "Error (34): unhandled critical extension",
            "the certificate of CN=unknown,O=Carcano SA,C=CH is not valid: unhandled critical"
                + " extension; to mend it, have its CA issue one that keeps to RFC 5280");

    anchored(explained, "subject  CN=unknown,O=Carcano SA,C=CH");
  }

  @Test
  void whatLibcryptoReadsAndWeCannotIsKeptForTheOperatorToLookAt() throws Exception {
    String odd =
        site.issuing.issue("odd").extension(AUTHORITY_INFORMATION_ACCESS, false, nothing()).pem();
    site.write("odd.crt", odd);
    site.write("odd.key", odd);

    String explained =
        refused(
            "odd",
            RefusalCause.UNREADABLE_CERTIFICATE,
            "SSL alert number 40",
            "Error (50): application verification failure",
            "the certificate that the client has shown cannot be read; to mend it, have its CA"
                + " issue one that keeps to RFC 5280");

    anchored(explained, "cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2,SSLVerifyClient require,",
    "-tls1_3,SSLVerifyClient require,LogLevel ssl:info",
    "-tls1_3,SSLVerifyClient optional,",
    "-tls1_3,,LogLevel ssl:info",
  })
  void aFirstHandshakeWhoseClientLacksItsKeyIsRefusedWithAnId(
      String version, @Nullable String asking, @Nullable String logging) throws Exception {
    site.writeLiar();
    String below = "SSLOCSPEnable leaf\n";
    site.start(
        (logging == null ? "" : logging + "\n")
            + GateSite.configuration()
                .replace(below, below + (asking == null ? "" : asking + "\n")));
    List<String> options = new ArrayList<>(List.of(version));
    options.addAll(site.as("liar"));

    Command client = site.client(GateSite.gets("/index.txt"), options.toArray(String[]::new));

    assertThat(client.output()).doesNotContain("HTTP/1.1");
    assertThat(client.errors()).contains("SSL alert number 51");
    // TLS 1.3 proves first.
    assertThat(site.responder.queries()).isEqualTo(version.equals("-tls1_2") ? 1 : 0);
    Refusal refusal = kept.badSignature();
    String line = "refusal " + refusal.id() + ", handshake broken";
    if (logging == null) {
      assertThat(site.connectionLog()).contains("[ssl:error]").contains(line);
    } else {
      assertThat(site.connectionLog())
          .containsSubsequence(
              "AH02008: SSL library error 1 in handshake",
              "SSL Library Error: " + refusal.detail(),
              "[ssl:info]",
              line)
          .doesNotContain("[ssl:error]");
    }
    String explained = KeptRefusals.text(refusal);
    anchored(explained, "subject  CN=liar,O=Carcano SA,C=CH");
    assertThat(explained)
        .contains(
            (version.equals("-tls1_2") ? ", TLSv1.2" : ", TLSv1.3")
                + ", asked for lab.carcano.corp\n",
            "\n  host        lab.carcano.corp:443\n",
            "; to mend it, look at the client's own log; often its key does not belong to its");
    List<String> lines = Files.readAllLines(root.resolve("httpd.conf"));
    if (asking == null) {
      assertThat(explained).doesNotContain("\nRules\n");
    } else {
      assertThat(explained)
          .contains(
              "\nRules\n  %s (%s:%d)"
                  .formatted(asking, root.resolve("httpd.conf"), lines.indexOf(asking) + 1));
    }
  }

  @Test
  void aFirstHandshakeThatItsVerificationEndsIsRefusedOnce() throws Exception {
    issue("unwanted", TestCa.root("Stranger").issue("unwanted"));
    String below = "SSLOCSPEnable leaf\n";
    site.start(GateSite.configuration().replace(below, below + "SSLVerifyClient require\n"));

    site.client(GateSite.gets("/index.txt"), site.as("unwanted").toArray(String[]::new));

    Refusal refusal = kept.explained(RefusalCause.UNKNOWN_CA, "CN=unwanted");
    assertThat(site.connectionLog())
        .containsOnlyOnce("refusal ")
        .contains("refusal " + refusal.id() + ", unknown ca");
  }

  /** NULL, which is no value for an extension that wants more. */
  private static byte[] nothing() {
    return new byte[] {5, 0};
  }

  /** What explains the refusal. */
  private String refused(
      String name, RefusalCause cause, String alert, String verification, String sentence)
      throws Exception {
    site.start();
    List<String> options = new ArrayList<>(List.of("-tls1_3", "-enable_pha"));
    // Or the client would refuse to show it.
    options.addAll(List.of("-cipher", "DEFAULT@SECLEVEL=0"));
    options.addAll(site.as(name));

    Command client =
        site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new));

    assertThat(client.output()).doesNotContain("restricted");
    assertThat(client.errors()).contains(alert);
    Refusal refusal = kept.explained(cause, sentence);
    assertThat(site.log(refusal.id()))
        .containsSubsequence(
            "AH02262: Re-negotiation handshake failed: Client verification failed",
            "refusal " + refusal.id());
    assertThat(site.connectionLog())
        .containsSubsequence(
            "AH02039: Certificate Verification: " + verification,
            "refusal "
                + refusal.id()
                + ", "
                + cause.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    int line = Files.readAllLines(root.resolve("httpd.conf")).indexOf("<Location /restricted>") + 2;
    String explained = KeptRefusals.text(refusal);
    assertThat(explained)
        .contains(
            "\n  path        /restricted/x.txt\n",
            "\nRules\n  SSLVerifyClient require (" + root.resolve("httpd.conf") + ":" + line + ")");
    return explained;
  }

  /** The chain of an explanation, which begins so and ends at the site's anchor. */
  private static void anchored(String explained, String leaf) {
    assertThat(explained)
        .containsSubsequence(
            "\nChain\n  0  " + leaf,
            "\n  1  subject  CN=CARC I101L,",
            "\n  2  subject  CN=CARC R100L,",
            "\n  anchor CN=CARC R100L,O=Carcano SA,C=CH\n");
  }

  private void issue(String name, CertificateMaker maker) throws IOException {
    write(name, maker.make());
  }

  private void write(String name, Issued made) throws IOException {
    site.write(name + ".crt", made.pem());
    site.write(name + ".key", made.keyPem());
  }
}
