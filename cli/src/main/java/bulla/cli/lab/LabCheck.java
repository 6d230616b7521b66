package bulla.cli.lab;

import bulla.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Plays the article, section by section, with the real curl and openssl. */
final class LabCheck {
  private static final String SENSITIVE = "/restricted/sensitive.txt";
  private static final String DOCUMENT = "This is a sensitive document\n";

  private final Lab lab;
  private final LabLayout layout;
  private final LabCommands commands;
  private final Toolbox toolbox;
  private final Steps steps;

  LabCheck(Lab lab, Toolbox toolbox, PrintStream out) {
    this.lab = lab;
    this.layout = lab.layout();
    this.commands = new LabCommands(lab.layout(), lab.ports());
    this.toolbox = toolbox;
    this.steps = new Steps(out, Terminal.ofStandardOutput());
  }

  /** Plays all of it; true if every step showed what the article shows. */
  boolean play() throws IOException, InterruptedException, LabException {
    // Certificates of this run alone: an earlier run has revoked its own.
    LabPki pki = new LabPki(layout, lab.ports(), toolbox);
    pki.client("check-foo", "data-exchange-svc01", "Big Partner Foo SA");
    pki.client("check-foo-unseen", "data-exchange-svc02", "Big Partner Foo SA");
    pki.client("check-bar", "data-exchange-svc01", "Another Partner Bar SA");
    virtualHost();
    trustStore();
    enrolment();
    staple();
    publicDocuments();
    for (String tls : List.of("1.3", "1.2")) {
      restrictedDocuments(tls);
    }
    revocation();
    responderDown();
    return steps.done();
  }

  private void virtualHost() throws IOException, InterruptedException {
    steps.section("Configure the www.lab.carcano.corp virtual host");
    Command.Result test =
        Command.of(
                layout.bin().resolve("httpd").toString(), "-t", "-f", layout.httpdConf().toString())
            .run();
    steps.contains("httpd -t reads the article's configuration", "Syntax OK", test.all());
  }

  private void trustStore() throws IOException, InterruptedException {
    steps.section("Create a trust store");
    String client = x509(commands.certificate("check-foo"));
    for (String shown :
        List.of(
            "Issuer: C = CH, O = Carcano SA, CN = CARC I101L",
            "Subject: C = CH, O = Big Partner Foo SA, CN = data-exchange-svc01",
            "Signature Algorithm: ecdsa-with-SHA512",
            "NIST CURVE: P-256",
            "Digital Signature, Key Encipherment",
            "TLS Web Client Authentication",
            "CA:FALSE",
            "OCSP - URI:http://ocsp01.lab.carcano.corp:" + lab.ports().ocspIssuing(),
            "CA Issuers - URI:http://ca01.lab.carcano.corp:"
                + lab.ports().site()
                + "/carc_i101l/ca.crt",
            "URI:http://ca01.lab.carcano.corp:" + lab.ports().site() + "/carc_i101l/crl",
            "Policy: X509v3 Any Policy",
            "CPS: http://ca01.lab.carcano.corp:" + lab.ports().site() + "/carc_i101l/cps.html")) {
      steps.contains("the partner's certificate has: " + shown, shown, client);
    }
    for (String label : List.of("carc_i101l", "carc_r100l")) {
      Command.Result fetched = new Command(commands.site(label + "/ca.crt")).run();
      Command.Result read =
          Command.of("openssl", "x509", "-noout", "-subject", "-issuer").run(fetched.out());
      steps.contains(
          "the CA Issuers URL of " + label + " gives its certificate",
          label.equals("carc_i101l") ? "CN = CARC I101L" : "CN = CARC R100L",
          read.all());
      Path crl = Files.createTempFile("bulla-lab", ".crl");
      try {
        List<String> fetch = new ArrayList<>(commands.site(label + "/crl"));
        fetch.addAll(List.of("-o", crl.toString()));
        new Command(fetch).run();
        Command.Result verified =
            Command.of(
                    "openssl",
                    "crl",
                    "-inform",
                    "DER",
                    "-in",
                    crl.toString(),
                    "-noout",
                    "-CAfile",
                    layout.clientTrust().toString())
                .run();
        steps.contains("the CRL of " + label + " verifies", "verify OK", verified.all());
      } finally {
        Files.delete(crl);
      }
    }
    String intermediate = x509(layout.issuingCa().resolve("ca.crt"));
    for (String shown :
        List.of(
            "Issuer: C = CH, ST = Tessin, O = Carcano SA, CN = CARC R100L",
            "NIST CURVE: P-521",
            "Certificate Sign, CRL Sign",
            "CA:TRUE",
            "Explicit Text: CARC R100L Certification Practice Statement")) {
      steps.contains("the intermediate's certificate has: " + shown, shown, intermediate);
    }
  }

  private void enrolment() throws IOException, InterruptedException {
    steps.section("Enroll the Apache HTTPd's virtual host server certificate");
    String key = PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.serverKey()));
    steps.step("certmgr wrote the key with mode 0640", "rw-r-----", key, key.equals("rw-r-----"));
    String certificate =
        PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.serverCertificate()));
    steps.step(
        "certmgr wrote the certificate with mode 0644",
        "rw-r--r--",
        certificate,
        certificate.equals("rw-r--r--"));
    steps.contains(
        "the certificate names the manifest's hosts",
        "DNS:lab.carcano.corp, DNS:www.lab.carcano.corp, DNS:ftp.lab.carcano.corp",
        x509(layout.serverCertificate()));
  }

  private void staple() throws IOException, InterruptedException {
    steps.section("Verify OCSP stapling on the Apache HTTPd's certificate");
    String seen = new Command(commands.sClient()).run("Q\n").all();
    steps.contains("the staple is successful", "OCSP Response Status: successful (0x0)", seen);
    steps.contains(
        "it is signed by CARC I101L OCSP",
        "Responder Id: C = CH, O = Carcano SA, CN = CARC I101L OCSP",
        seen);
    steps.contains("it says good", "Cert Status: good", seen);
    steps.contains("the chain verifies", "Verify return code: 0 (ok)", seen);
  }

  private void publicDocuments() throws IOException, InterruptedException {
    steps.section("Test access to public documents");
    steps.contains(
        "anybody gets the index", "<H1>WWW.LAB.CARCANO.CORP</H1>", curl("/", "1.3").all());
    steps.contains("over TLS 1.2 too", "<H1>WWW.LAB.CARCANO.CORP</H1>", curl("/", "1.2").all());
  }

  private void restrictedDocuments(String tls) throws IOException, InterruptedException {
    steps.section("Test access to access restricted documents, TLS " + tls);
    LogWatch access = new LogWatch(layout.accessLog());
    LogWatch errors = new LogWatch(layout.errorLog());
    Command.Result anonymous = curl(SENSITIVE, tls);
    steps.contains(
        "without a certificate: refused by an alert",
        tls.equals("1.3") ? "alert certificate required" : "alert handshake failure",
        anonymous.all());
    steps.contains("the access log has the 403", "\" 403 199 ", access.await("\" 403 199 "));
    String id = tls.equals("1.3") ? "AH02263" : "AH02261";
    steps.contains("the host's error log has " + id, id, errors.await(id));

    Command.Result partner = curlAs("check-foo", tls);
    steps.step(
        "with the partner's certificate: the document",
        "'" + DOCUMENT.strip() + "'",
        partner.all(),
        partner.out().equals(DOCUMENT));

    LogWatch denied = new LogWatch(layout.errorLog());
    Command.Result other = curlAs("check-bar", tls, "-w", "%{http_code}");
    steps.contains("with another organisation's certificate: 403", "403", other.out());
    steps.contains("the host's error log has AH01630", "AH01630", denied.await("AH01630"));
  }

  private void revocation() throws IOException, InterruptedException, LabException {
    steps.section("Attempting mutual TLS with the revoked certificate");
    toolbox.cfssl(LabRevocation.arguments(layout, commands.certificate("check-foo")));
    // The promise is a second; the client is asked no earlier.
    Thread.sleep(1000);
    for (String tls : List.of("1.3", "1.2")) {
      LogWatch access = new LogWatch(layout.accessLog());
      LogWatch errors = new LogWatch(layout.errorLog());
      LogWatch main = new LogWatch(layout.sslErrorLog());
      Command.Result refused = curlAs("check-foo", tls);
      steps.contains(
          "TLS " + tls + ": refused a second after the revocation",
          "alert certificate revoked",
          refused.all());
      steps.contains("the access log has the 403", "\" 403 199 ", access.await("\" 403 199 "));
      String revoked =
          "AH03239: OCSP validation completed, certificate status: revoked (1, 4) [subject:"
              + " CN=data-exchange-svc01,O=Big Partner Foo SA,C=CH / issuer: CN=CARC"
              + " I101L,O=Carcano SA,C=CH / serial: ";
      steps.contains("the main SSL error log has AH03239", revoked, main.await(revoked));
      String verification = "AH02039: Certificate Verification: Error (23): certificate revoked";
      steps.contains("the main SSL error log has AH02039", verification, main.await(verification));
      String handshake =
          tls.equals("1.3")
              ? "AH02262: Re-negotiation handshake failed: Client verification failed"
              : "AH02261: Re-negotiation handshake failed";
      steps.contains(
          "the host's error log has " + handshake.substring(0, 7),
          handshake,
          errors.await(handshake));
    }
  }

  private void responderDown() throws IOException, InterruptedException, LabException {
    steps.section("When the OCSP responder is down");
    LabPart responder = lab.issuingResponder();
    responder.stop(layout);
    try {
      for (String tls : List.of("1.3", "1.2")) {
        LogWatch main = new LogWatch(layout.sslErrorLog());
        Command.Result refused = curlAs("check-foo-unseen", tls);
        steps.contains(
            "TLS " + tls + ": a client never seen before is refused",
            "alert handshake failure",
            refused.all());
        String line =
            "AH01974: could not connect to OCSP responder 'ocsp01.lab.carcano.corp:"
                + lab.ports().ocspIssuing()
                + "'";
        steps.contains("the main SSL error log has AH01974", line, main.await(line));
      }
      String seen = new Command(commands.sClient()).run("Q\n").all();
      steps.contains("the staple stays the last good one", "Cert Status: good", seen);
    } finally {
      responder.start(layout);
    }
    Command.Result back = curlAs("check-foo-unseen", "1.3");
    for (int tries = 0; tries < 20 && !back.out().equals(DOCUMENT); tries++) {
      Thread.sleep(250);
      back = curlAs("check-foo-unseen", "1.3");
    }
    steps.step(
        "when it is back, the client is let in",
        "'" + DOCUMENT.strip() + "'",
        back.all(),
        back.out().equals(DOCUMENT));
  }

  private Command.Result curl(String path, String tls) throws IOException, InterruptedException {
    return new Command(commands.curl(path, "-sS", "--tlsv" + tls, "--tls-max", tls)).run();
  }

  /** curl with a client's certificate; the passphrase goes in by standard input. */
  private Command.Result curlAs(String client, String tls, String... more)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(List.of("-sS", "--tlsv" + tls, "--tls-max", tls, "-K", "-"));
    options.addAll(List.of(more));
    return new Command(commands.curlAs(client, SENSITIVE, options.toArray(String[]::new)))
        .run("pass = \"" + LabPki.PASSPHRASE + "\"\n");
  }

  private static String x509(Path certificate) throws IOException, InterruptedException {
    return Command.of("openssl", "x509", "-noout", "-text", "-in", certificate.toString())
        .run()
        .all();
  }
}
