package bulla.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
  @TempDir private Path directory;
  private OpenSsl openssl;

  @BeforeEach
  void openssl() {
    openssl = new OpenSsl(directory);
  }

  @Test
  void everyAccessorSaysWhatOpensslPutIn() throws IOException {
    Certificate certificate =
        selfSigned(
            "/C=CH/O=Big Partner Foo SA/CN=data-exchange-svc01",
            "subjectAltName=DNS:lab.carcano.corp,IP:127.0.0.1,IP:2001:db8::1,email:a@carcano.corp",
            "authorityInfoAccess=OCSP;URI:http://ocsp01/,caIssuers;URI:http://ca01/ca.pem",
            "crlDistributionPoints=URI:http://ca01/a.crl",
            "basicConstraints=critical,CA:TRUE,pathlen:1",
            "keyUsage=digitalSignature,keyCertSign",
            "extendedKeyUsage=serverAuth,OCSPSigning");

    assertThat(certificate.dnsNames()).containsExactly("lab.carcano.corp");
    assertThat(certificate.ipAddresses()).containsExactly("127.0.0.1", "2001:db8::1");
    assertThat(certificate.emailAddresses()).containsExactly("a@carcano.corp");
    assertThat(certificate.ocspUrls()).containsExactly("http://ocsp01/");
    assertThat(certificate.caIssuersUrls()).containsExactly("http://ca01/ca.pem");
    assertThat(certificate.crlUrls()).containsExactly("http://ca01/a.crl");
    assertThat(certificate.isCa()).isTrue();
    assertThat(certificate.pathLength()).isEqualTo(1);
    assertThat(certificate.keyUsages())
        .isEqualTo(Set.of(KeyUsage.DIGITAL_SIGNATURE, KeyUsage.CERT_SIGN));
    assertThat(certificate.extendedKeyUsages())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.9");
    assertThat(certificate.serialHex()).isEqualTo("0AAF");
    assertThat(certificate.subjectKeyIdentifier()).hasSize(20);
    assertThat(certificate.isSelfIssued()).isTrue();
    assertThat(certificate.isSignedBy(certificate)).isTrue();
    assertThat(certificate.notBefore()).isBefore(certificate.notAfter());
    assertThat(Certificate.ofPem(certificate.pem())).isEqualTo(certificate);
  }

  @Test
  void namesReadAsOpensslPrintsThem() throws IOException {
    for (String subject :
        List.of(
            "/C=CH/O=Carcano SA/CN=CARC I101L",
            "/CN=#comma, plus\\+ \"quote\" <angle>; back\\\\slash ",
            "/emailAddress=a@b/UID=u/DC=x/title=t/initials=i/GN=g/SN=s/street=st/CN=Zürich",
            "/O=a+OU=b\\/c/CN=x+UID=y",
            "/1.2.3.4=unknown/CN=x")) {
      selfSigned(subject);
      Name name = Certificate.ofPem(Files.readString(directory.resolve("cert.pem"))).subject();
      assertThat(name.rfc2253()).isEqualTo(printed("RFC2253,-esc_msb"));
      assertThat(name.rfc2253Ascii()).isEqualTo(printed("RFC2253"));
      assertThat(name.oneLine()).isEqualTo(printed("compat"));
    }
  }

  @Test
  void valuesOfAnAttributeComeInTheCertificatesOrder() throws IOException {
    Name name = selfSigned("/C=CH/OU=first/OU=second/CN=x/emailAddress=a@b").subject();

    assertThat(name.values("OU")).containsExactly("first", "second");
    assertThat(name.values("Email")).containsExactly("a@b");
    assertThat(name.values("L")).isEmpty();
  }

  @Test
  void opensslsTrustedFormIsReadWithoutItsNotes() throws IOException {
    Certificate certificate = selfSigned("/CN=x");

    openssl.run("x509", "-in", "cert.pem", "-addtrust", "serverAuth", "-trustout", "-out", "t.pem");

    String trusted = Files.readString(directory.resolve("t.pem"));
    assertThat(trusted).startsWith("-----BEGIN TRUSTED CERTIFICATE-----");
    assertThat(Certificate.ofPem(trusted)).isEqualTo(certificate);
  }

  @Test
  void noRevAvailIsReadAndContradictedByWhatTellsOfRevocation() throws IOException {
    String extension = "2.5.29.56=ASN1:NULL";

    assertThat(selfSigned("/CN=x").hasNoRevAvail()).isFalse();
    Certificate alone = selfSigned("/CN=x", extension);
    assertThat(alone.hasNoRevAvail()).isTrue();
    assertThat(alone.contradictsNoRevAvail()).isFalse();
    for (String other :
        List.of(
            "basicConstraints=CA:TRUE",
            "authorityInfoAccess=OCSP;URI:http://ocsp.example/",
            "crlDistributionPoints=URI:http://crl.example/x.crl",
            "freshestCRL=URI:http://crl.example/delta.crl")) {
      assertThat(selfSigned("/CN=x", extension, other).contradictsNoRevAvail()).isTrue();
      assertThat(selfSigned("/CN=x", other).contradictsNoRevAvail()).isFalse();
    }
    String issuer = "authorityInfoAccess=caIssuers;URI:http://ca.example/ca.crt";
    assertThat(selfSigned("/CN=x", extension, issuer).contradictsNoRevAvail()).isFalse();
    assertThatThrownBy(() -> selfSigned("/CN=x", "2.5.29.56=ASN1:UTF8:yes"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void garbageIsNamedInsteadOfThrownThrough() {
    assertThatThrownBy(() -> Certificate.ofDer("<html>".getBytes(UTF_8)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(
            "expected a DER certificate, got 6 octets beginning with 3C 68 74 6D 6C 3E");
    assertThatThrownBy(() -> Certificate.ofPem("nothing here"))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("expected a CERTIFICATE");
  }

  private String printed(String form) {
    String line = openssl.run("x509", "-in", "cert.pem", "-noout", "-subject", "-nameopt", form);
    return line.replaceFirst("^subject=", "").replaceFirst("\\R$", "");
  }

  private Certificate selfSigned(String subject, String... extensions) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
    arguments.addAll(List.of("-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-utf8"));
    arguments.addAll(List.of("-subj", subject, "-set_serial", "2735", "-config", "empty.cnf"));
    for (String extension : extensions) {
      arguments.addAll(List.of("-addext", extension));
    }
    Files.writeString(
        directory.resolve("empty.cnf"),
        """
        oid_section = oids
        [oids]
        [req]
        distinguished_name = dn
        [dn]
        """);
    openssl.run(arguments.toArray(String[]::new));
    return Certificate.ofPem(Files.readString(directory.resolve("cert.pem")));
  }
}
