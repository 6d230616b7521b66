package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.KeyUsage;
import bulla.testkit.CertificateMaker;
import bulla.testkit.CrlMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Certificates of whose revocation nobody will ever tell (RFC 9608), at a server. */
class NoRevAvailTest extends AtGateSite {
  private static final String LISTS = "SSLCARevocationCheck leaf\nSSLCARevocationFile crl.pem\n";

  @Test
  void itNeedsNoAnswerAndNoListWhereThatIsAllowed() throws Exception {
    Issued brief = client("brief", site.issuing.issue("brief").noRevAvail());
    lists(CrlMaker.of(site.anchor));
    site.start(with("BullaNoRevAvail on\n" + LISTS));

    assertThat(restricted("brief")).contains("restricted");
    assertThat(site.responder.queries()).isZero();
    // Whoever has no such certificate needs both.
    assertThat(restricted("foo")).doesNotContain("restricted");

    site.server().close();
    lists(CrlMaker.of(site.issuing).revoked(brief, 1));
    site.start(with("BullaNoRevAvail on\n" + LISTS));
    assertThat(restricted("brief")).doesNotContain("restricted");
    assertThat(site.connectionLog()).contains("Error (23): certificate revoked");
  }

  @Test
  void itIsRefusedAsByHttpdWhereNothingIsSaidOfIt() throws Exception {
    client("brief", site.issuing.issue("brief").noRevAvail());
    site.start();

    assertThat(restricted("brief")).doesNotContain("restricted");
    assertThat(site.connectionLog()).contains("Error (50): application verification failure");
  }

  @Test
  void whatContradictsItselfIsInvalid() throws Exception {
    client("torn", site.issuing.issue("torn").noRevAvail().ocspUrl(site.responder.url()));
    site.start(with("BullaNoRevAvail on\n"));

    assertThat(restricted("torn")).doesNotContain("restricted");
    assertThat(site.connectionLog())
        .contains("Error (41): invalid or inconsistent certificate extension");
    assertThat(site.responder.queries()).isZero();
  }

  @Test
  void aCaCannotSaySo() throws Exception {
    Issued authority =
        site.anchor.issue("careless").ca().keyUsages(KeyUsage.CERT_SIGN).noRevAvail().make();
    TestCa careless = TestCa.of(authority, site.anchor);
    client("below", careless.issue("below").noRevAvail());
    site.write("trust", authority.pem() + site.anchor.certificate().pem());
    site.start(with("BullaNoRevAvail on\n"));

    assertThat(restricted("below")).doesNotContain("restricted");
    assertThat(site.connectionLog())
        .contains("Error (41): invalid or inconsistent certificate extension");
  }

  private Issued client(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.subject(GateSite.FOO + name).make();
    site.write(name, made);
    return made;
  }

  private void lists(CrlMaker list) throws IOException {
    site.write("crl.pem", list.pem());
  }

  private String restricted(String name) throws Exception {
    return site.curl("/restricted/x.txt", site.with(name)).output();
  }

  private static String with(String lines) {
    return GateSite.configuration()
        .replace("SSLOCSPUseRequestNonce off\n", "SSLOCSPUseRequestNonce off\n" + lines);
  }
}
