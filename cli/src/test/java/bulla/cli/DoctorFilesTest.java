package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.PrivateKeys;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What {@code bulla doctor} says of the files that a configuration names, and of itself. */
class DoctorFilesTest extends DoctorSite {
  @Test
  void whatFilesAloneTellIsToldToo() throws IOException {
    Instant now = Instant.now();
    certificate(
        issuing
            .issue("www.lab")
            .validity(now.minus(DAY.multipliedBy(80)), now.plus(DAY))
            .mustStaple());
    write("server.key", issuing.issue("other").make().keyPem());
    write("chain.crt", anchor.certificate().pem());
    configure("SSLUseStapling off\nSSLCACertificateFile trust.crt");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains("✗ it ends soon: renew it")
        .contains("✗ the key in " + root.resolve("server.key") + " is another certificate's: ")
        .contains(
            "✗ the intermediate CA CN=CARC I101L,O=Carcano SA,C=CH is not sent with it, and clients"
                + " that do not have it refuse the chain: have SSLCertificateChainFile name a file"
                + " that begins with its certificate, as ")
        .contains("✗ it requires a staple (RFC 7633), and the host does not staple: set")
        .endsWith("4 things to mend\n");
  }

  @Test
  void aChainOfAnotherCaIsToldToBeBroken() throws IOException {
    write("chain.crt", TestCa.root("Strangers").certificate().pem());

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains(
            "✗ its chain is broken: CN=Strangers,O=Carcano SA,C=CH in "
                + root.resolve("chain.crt")
                + " has not issued CN=www.lab,O=Carcano SA,C=CH: put the issuer of each");
  }

  @Test
  void anIntermediateThatOnlySomeClientsFindIsAWarningAndTheExitCodeZero() throws IOException {
    write("chain.crt", anchor.certificate().pem());

    assertThat(doctor()).as(shown()).isZero();

    assertThat(shown())
        .contains(
            "! the intermediate CA CN=CARC I101L,O=Carcano SA,C=CH is not sent with it, and clients"
                + " refuse the chain that neither have it nor fetch it from "
                + site.url("/ca.crt")
                + " (curl and others that use OpenSSL do not fetch): have SSLCertificateChainFile"
                + " name a file that begins with its certificate, as "
                + root.resolve("chain.crt")
                + " does not\n")
        .endsWith(": 1 warning\n");
    out.reset();
    assertThat(doctor("--json")).isZero();
    assertThat(shown()).contains("\"well\": true", "\"severity\": \"warning\"");
  }

  @Test
  void whereAnIntermediateBelongsDependsOnWhatIsSent() throws IOException {
    String configuration = Files.readString(root.resolve("httpd.conf"));
    write("httpd.conf", configuration.replace("SSLCertificateChainFile chain.crt\n", ""));
    assertThat(doctor()).as(shown()).isZero();
    assertThat(shown())
        .contains(
            ": append its certificate to "
                + root.resolve("server.crt")
                + ", or name a file that holds it in SSLCertificateChainFile\n");

    out.reset();
    String alone = Files.readString(root.resolve("server.crt"));
    write("server.crt", alone + anchor.certificate().pem());
    assertThat(doctor()).as(shown()).isZero();
    assertThat(shown())
        .contains(
            ": put its certificate behind that of CN=www.lab,O=Carcano SA,C=CH in "
                + root.resolve("server.crt")
                + "\n");
  }

  @Test
  void anEncryptedKeyIsNotAskedFor() throws IOException {
    Issued made = certificate(certificate());
    write("server.key", PrivateKeys.encryptedPem(made.key(), "never typed".toCharArray()));

    assertThat(doctor()).as(shown()).isZero();

    assertThat(shown())
        .contains("· key " + root.resolve("server.key") + " not looked at: encrypted");
  }

  @Test
  void everyErrorOfTheConfigurationIsShownAndNobodyIsAsked() throws IOException {
    configure("SSLProtocol none\nSSLVerifyClient perhaps");

    assertThat(doctor()).isEqualTo(1);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("SSLProtocol", "SSLVerifyClient")
        .contains("Syntax error on line 14 of " + root.resolve("httpd.conf"))
        .contains("Syntax error on line 15 of " + root.resolve("httpd.conf"));
    assertThat(responder.queries()).isZero();
  }

  @Test
  void aFileThatHoldsNoCertificateIsToldBesideTheRest() throws IOException {
    write("server.crt", "no certificate\n");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains("✗ AH02562: Failed to configure certificate www.lab:443:0 (with chain), check ");
  }

  @Test
  void aHostWithoutACertificateIsShownWithItsLine() throws IOException {
    write(
        "httpd.conf",
        """
        LoadModule ssl_module modules/mod_ssl.so
        Listen 443
        <VirtualHost *:443>
        ServerName www.lab
        DocumentRoot www
        SSLEngine on
        </VirtualHost>
        """);

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .isEqualTo(
            """
            www.lab:443 (%s:3)
              ✗ AH02572: Failed to configure at least one certificate and key for www.lab:443: name\
             them with SSLCertificateFile and SSLCertificateKeyFile

            1 certificate or list, 0 places asked: 1 thing to mend
            """
                .formatted(root.resolve("httpd.conf")));
    out.reset();
    assertThat(doctor("--json")).isEqualTo(1);
    assertThat(shown()).contains("\"at\": \"" + root.resolve("httpd.conf") + ":3\"");
  }

  @Test
  void aClientCaWhoseIssuerIsNowhereIsNotAskedAboutAndTheFileIsNamed() throws IOException {
    Issued authority =
        TestCa.root("Elsewhere").issue("Clients").ca().ocspUrl(responder.url()).make();
    write("trust.crt", authority.pem());
    certificate(issuing.issue("www.lab"));
    configure("SSLCACertificateFile trust.crt");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains(
            "not asked: the certificate's issuer is not known here: put the issuer's certificate"
                + " into SSLCertificateChainFile; if this is a client CA, into"
                + " SSLCACertificateFile");
  }
}
