package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.pki.KeyUsage;
import bulla.testkit.CertificateMaker;
import bulla.testkit.CrlMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each cause of a refusal at a started server, and the sentence that explains it. */
class RefusalCausesTest extends AtGateSite {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Instant now = Instant.now();
  private KeptRefusals kept;

  @BeforeEach
  void records() {
    kept = new KeptRefusals(root);
  }

  @Test
  void whatCertificatesThemselvesAreRefusedFor() throws Exception {
    TestCa stranger = TestCa.root("Stranger");
    issued("stranger", stranger.issue("stranger"));
    issued("selfsigned", TestCa.selfSigned("selfsigned"));
    site.pair("old", site.issuing.issue("old").validity(now.minus(HOUR), now.minusSeconds(60)));
    site.pair(
        "young", site.issuing.issue("young").validity(now.plus(HOUR), now.plus(HOUR).plus(HOUR)));
    site.pair(
        "purpose", site.issuing.issue("purpose").extendedKeyUsages(CertificateMaker.SERVER_AUTH));
    issued("torn", site.issuing.issue("torn").noRevAvail().ocspUrl(site.responder.url()));
    site.start(with("BullaNoRevAvail on\n"));

    refused("/restricted/x.txt", "stranger", RefusalCause.UNKNOWN_CA, "its issuer is CN=Stranger");
    refused("/restricted/x.txt", "selfsigned", RefusalCause.SELF_SIGNED, "signed by itself");
    refused(
        "/restricted/x.txt", "old", RefusalCause.EXPIRED, "CN=old,O=Carcano SA,C=CH has expired");
    refused("/restricted/x.txt", "young", RefusalCause.NOT_YET_VALID, "CN=young,O=Carcano SA");
    refused("/restricted/x.txt", "purpose", RefusalCause.WRONG_PURPOSE, "not for TLS clients");
    refused(
        "/shallow/x.txt",
        "foo",
        RefusalCause.CHAIN_TOO_LONG,
        "2 CAs stand above the client's certificate, 1 are allowed");
    refused("/restricted/x.txt", "torn", RefusalCause.CONTRADICTORY_NO_REV_AVAIL, "RFC 9608 3");
    refused("/anybody/x.txt", "stranger", RefusalCause.NO_ISSUER_FOR_OCSP, "optional_no_ca");
  }

  @Test
  void whatRespondersAreToBlameFor() throws Exception {
    for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) {
      site.pair(name, site.issuing.issue(name));
    }
    issued("mute", site.issuing.issue("mute"));
    issued("gone", site.issuing.issue("gone").ocspUrl("http://127.0.0.1:1/"));
    site.start();

    refused("mute", RefusalCause.NO_RESPONDER, "it names no OCSP responder");
    refused("gone", RefusalCause.RESPONDER_UNREACHABLE, "127.0.0.1:1: Connection refused");
    site.responder.behave(new OcspBehaviour.Revoked(now.minusSeconds(60), 6));
    refused("a", RefusalCause.REVOKED_BY_OCSP, ", certificateHold; to mend it, ask its CA");
    site.responder.behave(new OcspBehaviour.Unknown());
    refused("b", RefusalCause.UNKNOWN_TO_RESPONDER, "does not know the certificate of CN=b");
    site.responder.behave(new OcspBehaviour.Failure(3));
    refused("c", RefusalCause.RESPONDER_FAILED, "answered with OCSP status tryLater");
    site.responder.behave(new OcspBehaviour.HttpStatus(500, "Oops"));
    refused("d", RefusalCause.RESPONDER_FAILED, "answered with HTTP status 500 Oops");
    site.responder.behave(new OcspBehaviour.SiblingDelegate());
    refused("e", RefusalCause.RESPONSE_NOT_BELIEVED, "neither the certificate's issuer nor");
    site.responder.behave(new OcspBehaviour.Stale());
    refused("f", RefusalCause.RESPONSE_NOT_FRESH, "status expired");
    site.server().close();

    site.start(with("BullaRevocationAllow none\n"));
    refused(
        "g", RefusalCause.RESPONDER_NOT_ALLOWED, "BullaRevocationAllow does not cover 127.0.0.1");
  }

  @Test
  void whatListsAreToBlameFor() throws Exception {
    StringBuilder trust = new StringBuilder(site.anchor.certificate().pem());
    StringBuilder lists = new StringBuilder();
    for (String name : List.of("listed", "none", "ended", "early", "forged", "scope")) {
      TestCa ca = site.anchor.intermediate("CA " + name);
      trust.append(ca.certificate().pem());
      Issued client = issued(name, ca.issue(name));
      lists.append(
          switch (name) {
            case "listed" -> CrlMaker.of(ca).revoked(client, 4).pem();
            case "ended" -> CrlMaker.of(ca).period(now.minus(HOUR), now.minusSeconds(60)).pem();
            case "early" -> CrlMaker.of(ca).period(now.plus(HOUR), now.plus(HOUR).plus(HOUR)).pem();
            case "forged" -> CrlMaker.of(ca).signedWith(site.issuing.key()).pem();
            case "scope" -> CrlMaker.of(ca).authoritiesOnly().pem();
            default -> "";
          });
    }
    TestCa ca =
        TestCa.of(
            site.anchor
                .issue("CA far")
                .ca()
                .keyUsages(KeyUsage.CERT_SIGN, KeyUsage.CRL_SIGN)
                .make(),
            site.anchor);
    trust.append(ca.certificate().pem());
    issued("far", ca.issue("far").crlUrl("http://127.0.0.1:1/far.crl"));
    site.write("trust", trust.toString());
    site.write("crl.pem", lists.toString());
    site.start(
        with(
            "SSLOCSPEnable off\nBullaCRLDistributionPoints on\nSSLCARevocationCheck leaf\n"
                + "SSLCARevocationFile crl.pem\n"));

    refused("listed", RefusalCause.REVOKED_BY_CRL, "says a CRL: since ");
    Refusal refusal = kept.newest();
    assertThat(refusal.rules().getLast().text()).isEqualTo("SSLCARevocationCheck leaf");
    Refusal.Consulted list = refusal.consulted().getFirst();
    assertThat(list.source()).isEqualTo("file");
    assertThat(list.place()).isEqualTo(root.toRealPath().resolve("crl.pem").toString());
    assertThat(list.issuer()).isEqualTo("CN=CA listed,O=Carcano SA,C=CH");
    assertThat(list.result()).isEqualTo("revoked");
    refused("none", RefusalCause.NO_CRL, "there is no CRL of CN=CA none");
    refused("ended", RefusalCause.CRL_EXPIRED, "the CRL of CN=CA ended,O=Carcano SA,C=CH has");
    refused("early", RefusalCause.CRL_NOT_YET_VALID, "the CRL of CN=CA early");
    refused("forged", RefusalCause.CRL_NOT_BELIEVED, "signature is not its issuer's");
    refused("scope", RefusalCause.CRL_OF_OTHER_SCOPE, "the CRL is for other certificates");
    refused("far", RefusalCause.CRL_NOT_FETCHED, "could not be fetched");
  }

  @Test
  void whatQuestionsAndHostsAreRefusedFor() throws Exception {
    site.start("SSLStrictSNIVHostCheck on\n" + with("BullaHandshakeRequest off\n"));

    site.curl("/restricted/x.txt");
    kept.explained(
        RefusalCause.NO_CERTIFICATE, "the client has shown no certificate; to mend it, let");
    site.curl("/restricted/x.txt", "--tls-max", "1.2");
    kept.explained(
        RefusalCause.NO_CERTIFICATE, "issued; a client that has none needs one of theirs.");
    site.browser("foo", "/restricted/x.txt");
    kept.explained(RefusalCause.CANNOT_BE_ASKED, "to mend it, let the first handshake ask");
    Command.run(
        GateSite.gets("/restricted/x.txt"),
        List.of(
            "gnutls-cli",
            "--insecure",
            "--sni-hostname=lab.carcano.corp",
            "--priority",
            "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH",
            "-p",
            Integer.toString(site.server().port()),
            "127.0.0.1"));
    kept.explained(RefusalCause.CANNOT_BE_ASKED_SAFELY, "does not support extended master secret");
    site.curl("/index.txt", "-H", "Host: other.carcano.corp");
    kept.explained(
        RefusalCause.MISDIRECTED, "lab.carcano.corp and other.carcano.corp, by SSLVHost");
    Command.run(
        GateSite.gets("/index.txt"),
        List.of(
            "openssl",
            "s_client",
            "-ign_eof",
            "-quiet",
            "-noservername",
            "-connect",
            "127.0.0.1:" + site.server().port()));
    kept.explained(RefusalCause.NO_SERVER_NAME, "has named no host in its handshake (SNI)");
    site.curl("/named/x.txt");
    kept.explained(
        RefusalCause.RULE,
        "does not meet SSLRequire %{SSL_CLIENT_S_DN_O} eq \"Big Partner Foo SA\" (" + root);
  }

  @Test
  void anOpenConnectionThatEndsIsRefusedToo() throws Exception {
    site.write("crl.pem", CrlMaker.of(site.issuing).pem());
    site.start(with("SSLOCSPEnable off\nSSLCARevocationCheck leaf\nSSLCARevocationFile crl.pem\n"));
    Process client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-tls1_3",
                "-enable_pha",
                "-connect",
                "127.0.0.1:" + site.server().port(),
                "-servername",
                "lab.carcano.corp",
                "-cert",
                root.resolve("foo.crt").toString(),
                "-key",
                root.resolve("foo.key").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      client
          .getOutputStream()
          .write(
              "GET /restricted/x.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      assertThat(client.getInputStream().read()).isEqualTo('H');
      site.write(
          "crl.pem",
          CrlMaker.of(site.issuing)
              .number(2)
              .revoked(Certificate.ofPem(Files.readString(root.resolve("foo.crt"))).serial(), 1)
              .pem());
      kept.explained(RefusalCause.REVOKED_BY_CRL, "keyCompromise");
    } finally {
      client.destroyForcibly();
    }
  }

  private Issued issued(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.make();
    site.write(name + ".crt", made.pem());
    site.write(name + ".key", made.keyPem());
    return made;
  }

  private void refused(String name, RefusalCause cause, String words) throws Exception {
    refused("/restricted/x.txt", name, cause, words);
  }

  private void refused(String path, String name, RefusalCause cause, String words)
      throws Exception {
    assertThat(site.curl(path, site.with(name)).output()).doesNotEndWith("200");
    kept.explained(cause, words);
  }

  private static String with(String lines) {
    return GateSite.configuration().replace("SSLOCSPEnable leaf\n", "SSLOCSPEnable leaf\n" + lines);
  }
}
