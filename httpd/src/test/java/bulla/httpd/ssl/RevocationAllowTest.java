package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.CertificateMaker;
import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom certificates can make a server ask. */
class RevocationAllowTest extends AtGateSite {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BullaRevocationAllow ocsp.example.org 10.0.0.0/8",
        "BullaRevocationAllow 127.0.0.1:1",
        "BullaRevocationAllow none"
      })
  void aResponderThatIsNotListedIsNotAskedAboutAClient(String list) throws Exception {
    site.start(with(list));

    assertThat(restricted("foo")).doesNotContain("restricted");
    assertThat(site.responder.queries()).isZero();
    assertThat(site.connectionLog())
        .contains(
            "OCSP responder '"
                + site.responder.hostPort()
                + "' not asked: BullaRevocationAllow does not cover 127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BullaRevocationAllow ocsp.example.org 127.0.0.0/8",
        "BullaRevocationAllow ocsp.example.org\nBullaRevocationAllow 127.0.0.1",
        "BullaRevocationAllow none\nSSLOCSPDefaultResponder RESPONDER\nSSLOCSPOverrideResponder on"
      })
  void aResponderThatIsListedOrTheOperatorsOwnIsAsked(String lines) throws Exception {
    site.start(with(lines.replace("RESPONDER", site.responder.url())));

    assertThat(restricted("foo")).contains("restricted");
  }

  @Test
  void whatAHostListsStandsInTheServersPlace() throws Exception {
    site.start("BullaRevocationAllow none\n" + with("BullaRevocationAllow 127.0.0.1"));

    assertThat(restricted("foo")).contains("restricted");
  }

  @Test
  void aMetadataServiceIsNotAskedUnlessItIsListed() throws Exception {
    client("sly", site.issuing.issue("sly").ocspUrl("http://169.254.169.254/latest/meta-data/"));
    site.start(with(""));

    assertThat(restricted("sly")).doesNotContain("restricted");
    assertThat(site.connectionLog())
        .contains(
            "OCSP responder '169.254.169.254:80' not asked: BullaRevocationAllow does not cover"
                + " 169.254.169.254");
  }

  @Test
  void aListOfRevokedCertificatesIsFetchedOnlyFromWhereItMayBe() throws Exception {
    try (CrlSite lists = CrlSite.start()) {
      lists.put("/ca.crl", CrlMaker.of(site.issuing).der());
      client("listed", site.issuing.issue("listed").crlUrl(lists.url("/ca.crl")));
      String configuration =
          with("BullaRevocationAllow none\n"
                  + "SSLCARevocationCheck leaf\n"
                  + "BullaCRLDistributionPoints on")
              .replace("SSLOCSPEnable leaf", "SSLOCSPEnable off");
      site.start(configuration);

      assertThat(restricted("listed")).doesNotContain("restricted");
      assertThat(lists.queries()).isZero();
      assertThat(site.server().logWith("main.carcano.corp", "does not cover"))
          .contains("BullaRevocationAllow does not cover 127.0.0.1");
    }
  }

  @Test
  void staplesAreFetchedOnlyFromWhereTheyMayBe() throws Exception {
    String stapling =
        "SSLStaplingCache shmcb:s\n" + with("SSLUseStapling on\nBullaRevocationAllow none");
    site.start(stapling);

    assertThat(status()).contains("OCSP response: no response sent");
    assertThat(site.responder.queries()).isZero();
    assertThat(site.server().logWith("other.carcano.corp", "not asked"))
        .contains("OCSP responder '" + site.responder.hostPort() + "' not asked");
    site.server().close();

    site.start(
        stapling.replace(
            "SSLUseStapling on", "SSLUseStapling on\nSSLStaplingForceURL " + site.responder.url()));
    assertThat(status()).contains("OCSP Response Status: successful");
  }

  @Test
  void anIssuerIsFetchedOnlyFromWhereItMayBe() throws Exception {
    try (CrlSite issuers = CrlSite.start()) {
      site.pair(
          "server",
          site.issuing
              .issue("lab.carcano.corp")
              .dnsName("lab.carcano.corp")
              .caIssuersUrl(issuers.url("/ca.crt")));
      site.start(
          "SSLStaplingCache shmcb:s\n"
              + with("SSLUseStapling on\nBullaRevocationAllow none")
                  .replace("SSLCACertificateFile trust", "SSLCACertificateFile root.crt"));

      assertThat(site.log("AH02604")).contains("AH02217");
      assertThat(site.log("issuer certificate at"))
          .contains("not asked: BullaRevocationAllow does not cover 127.0.0.1");
      assertThat(issuers.queries()).isZero();
    }
  }

  private void client(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.make();
    site.write(name, made);
  }

  private String restricted(String client) throws Exception {
    return site.curl("/restricted/x.txt", site.with(client)).output();
  }

  private String status() throws Exception {
    return Command.run("", Command.client(site.server().port(), "lab.carcano.corp", "-status"))
        .output();
  }

  private static String with(String lines) {
    return GateSite.configuration()
        .replace("SSLOCSPUseRequestNonce off\n", "SSLOCSPUseRequestNonce off\n" + lines + "\n");
  }
}
