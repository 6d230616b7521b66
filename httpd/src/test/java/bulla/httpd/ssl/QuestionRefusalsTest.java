package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that answer a path's question badly or not at all, and rules that nobody can meet. */
class QuestionRefusalsTest extends AtGateSite {
  private static final String RESTRICTED = "<Location /restricted>";

  private KeptRefusals kept;

  @BeforeEach
  void records() {
    kept = new KeptRefusals(root);
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -enable_pha,AH02263: Re-negotiation handshake failed: Client certificate missing",
    "-tls1_2,AH02261: Re-negotiation handshake failed",
  })
  void whoDoesNotAnswerWithinTimeoutIsRefused(String version, String line) throws Exception {
    site.start("Timeout 3\n" + GateSite.configuration());
    try (Valve valve = new Valve(site.server().port())) {
      Process client = asked(valve, version);
      try {
        notAnswered(version, line);
      } finally {
        client.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -enable_pha,AH02263: Re-negotiation handshake failed: Client certificate missing",
    "-tls1_2,AH02261: Re-negotiation handshake failed",
  })
  void whoGoesAwayWithoutAnAnswerIsRefusedAtOnce(String version, String line) throws Exception {
    String question =
        version.equals("-tls1_2")
            ? "AH02221: Requesting connection re-negotiation"
            : "AH10129: verify client post handshake";
    site.start("LogLevel ssl:debug\n" + GateSite.configuration());
    try (Valve valve = new Valve(site.server().port())) {
      Process client = asked(valve, version);
      try {
        assertThat(site.log(question)).contains(question);
      } finally {
        client.destroyForcibly();
      }
      notAnswered(version, line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -enable_pha,AH02262: Re-negotiation handshake failed: Client verification failed",
    "-tls1_2,AH02261: Re-negotiation handshake failed",
  })
  void whoseKeyDoesNotBelongToItsCertificateBreaksTheHandshake(String version, String line)
      throws Exception {
    site.writeLiar();
    site.start();
    List<String> options = new ArrayList<>(List.of(version.split(" ")));
    options.addAll(site.as("liar"));

    Command client =
        site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new));

    assertThat(client.output()).doesNotContain("HTTP/1.1");
    assertThat(client.errors()).contains("SSL alert number 51");
    Refusal refusal = kept.badSignature();
    assertThat(site.log(refusal.id()))
        .containsSubsequence(line, "refusal " + refusal.id() + ", handshake broken");
    assertThat(KeptRefusals.text(refusal))
        .containsSubsequence(
            "\nChain\n  0  subject  CN=liar,O=Carcano SA,C=CH\n",
            "\n  anchor CN=CARC R100L,O=Carcano SA,C=CH\n",
            "\nRules\n  SSLVerifyClient require " + at(RESTRICTED, 1),
            "; to mend it, look at the client's own log; often its key does not belong to its");
  }

  /** Nobody is asked about a certificate that its client has not proven to be its own. */
  @Test
  void whoseKeyDoesNotBelongToItsCertificateCostsNoQueryOnTls13() throws Exception {
    site.writeLiar();
    site.start();
    List<String> options = new ArrayList<>(List.of("-tls1_3", "-enable_pha"));
    options.addAll(site.as("liar"));

    Command client =
        site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new));

    assertThat(client.errors()).contains("SSL alert number 51");
    assertThat(site.responder.queries()).isZero();
  }

  @Test
  void whoComesOnAnotherHostsConnectionIsToldWhichNameItHadToGive() throws Exception {
    site.start("SSLVHostSNIPolicy insecure\nLogLevel info\n" + GateSite.configuration());
    List<String> options = new ArrayList<>(List.of("-servername", "other.carcano.corp"));
    options.addAll(site.as("foo"));

    Command client =
        site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new));

    Refusal refusal =
        kept.explained(
            RefusalCause.OTHER_HOST,
            "the connection was made for a host that verifies its clients in another way than"
                + " lab.carcano.corp:443; to mend it, have the client name lab.carcano.corp:443");
    assertThat(client.output())
        .startsWith("HTTP/1.1 403 Forbidden")
        .contains("<p>Reference: " + refusal.id() + "</p>");
    assertThat(site.log(refusal.id()))
        .containsSubsequence(
            "[ssl:info]", "AH02256: Non-default", "refusal " + refusal.id() + ", other host");
    assertThat(KeptRefusals.text(refusal))
        .contains(
            "TLSv1.3, asked for other.carcano.corp\n",
            "\nChain: the client has shown none\n",
            "\nRules\n  SSLVerifyClient require " + at(RESTRICTED, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SSLRequire %{SSL_CLIENT_S_DN_CN} =~ m/^(a|aa)+\\1x/;403 Forbidden;"
            + "AH02265: access to ROOT/www/named/x.txt failed, reason: Failed to execute SSL"
            + " requirement expression:",
        "Require expr %{SSL_CLIENT_S_DN_CN} =~ m/^(a|aa)+\\1x/;500 Internal Server Error;"
            + "AH02320: Error evaluating expression in 'Require expr':",
      })
  void aRuleThatCannotBeDecidedLetsNobodyIn(String rule, String status, String line)
      throws Exception {
    String name = "a".repeat(40);
    site.pair(name, site.issuing.issue(name));
    site.start(
        GateSite.configuration()
            .replace("SSLRequire %{SSL_CLIENT_S_DN_O} eq \"Big Partner Foo SA\"", rule));

    String answers = site.browser(name, "/restricted/x.txt", "/named/x.txt");

    String tooLong = "regular expression takes too long";
    Refusal refusal =
        kept.explained(
            RefusalCause.BROKEN_RULE,
            rule
                + " "
                + at(rule, 0)
                + " cannot be decided: "
                + tooLong
                + "; to mend it, correct the expression; nobody is let in until then.");
    assertThat(answers)
        .containsSubsequence(
            "restricted\n", "HTTP/1.1 " + status, "<p>Reference: " + refusal.id() + "</p>");
    assertThat(site.log(refusal.id()))
        .containsSubsequence(
            line.replace("ROOT", root.toRealPath().toString()) + " " + tooLong,
            "refusal " + refusal.id() + ", broken rule");
    assertThat(KeptRefusals.text(refusal))
        .containsSubsequence(
            "\nChain\n  0  subject  CN=" + name + ",O=Carcano SA,C=CH\n",
            "\n  anchor CN=CARC R100L,O=Carcano SA,C=CH\n",
            "\nRules\n  " + rule + " " + at(rule, 0));
  }

  @Test
  void aNegatedRuleThatCannotBeDecidedIsToldAsItWasWritten() throws Exception {
    String name = "a".repeat(40);
    site.pair(name, site.issuing.issue(name));
    String rule = "Require not expr %{SSL_CLIENT_S_DN_CN} =~ m/^(a|aa)+\\1x/";
    site.start(
        GateSite.configuration()
            .replace(
                "SSLRequire %{SSL_CLIENT_S_DN_O} eq \"Big Partner Foo SA\"",
                "<RequireAll>\nRequire all granted\n" + rule + "\n</RequireAll>"));

    String answers = site.browser(name, "/restricted/x.txt", "/named/x.txt");

    Refusal refusal =
        kept.explained(
            RefusalCause.BROKEN_RULE,
            "Refused because " + rule + " " + at(rule, 0) + " cannot be decided: ");
    assertThat(answers)
        .containsSubsequence(
            "restricted\n",
            "HTTP/1.1 500 Internal Server Error",
            "<p>Reference: " + refusal.id() + "</p>");
    assertThat(KeptRefusals.text(refusal))
        .containsSubsequence(
            "\nChain\n  0  subject  CN=" + name, "\nRules\n  " + rule + " " + at(rule, 0));
  }

  /** A client that has asked for what it needs a certificate for, and hears no more. */
  private Process asked(Valve valve, String version) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-connect",
                "127.0.0.1:" + valve.port(),
                "-servername",
                "lab.carcano.corp"));
    command.addAll(List.of(version.split(" ")));
    Process client =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader in = client.inputReader(StandardCharsets.US_ASCII);
    send(client, "GET /index.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n\r\n");
    String answer = in.readLine();
    assertThat(answer).isEqualTo("HTTP/1.1 200 OK");
    while (!"public".equals(answer)) {
      answer = in.readLine();
    }
    valve.shut();
    send(client, GateSite.gets("/restricted/x.txt"));
    return client;
  }

  private static void send(Process client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  private void notAnswered(String version, String line) throws Exception {
    Refusal refusal =
        kept.explained(
            RefusalCause.NOT_ANSWERED,
            "the client went away, or its time ran out, before it answered the question for its"
                + " certificate; to mend it, look at what the client does when it is asked");
    assertThat(site.log(refusal.id()))
        .containsSubsequence(line, "refusal " + refusal.id() + ", not answered");
    assertThat(KeptRefusals.text(refusal))
        .contains(
            (version.equals("-tls1_2") ? ", TLSv1.2" : ", TLSv1.3")
                + ", asked for lab.carcano.corp\n",
            "\nChain: the client has shown none\n",
            "\nRules\n  SSLVerifyClient require " + at(RESTRICTED, 1));
  }

  private String at(String line, int below) throws IOException {
    Path file = root.resolve("httpd.conf");
    return "(" + file + ":" + (Files.readAllLines(file).indexOf(line) + 1 + below) + ")";
  }
}
