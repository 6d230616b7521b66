package bulla.cli;

import bulla.testkit.CertificateMaker;
import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A configuration whose responder, CRL and issuer are there, and what is said of it. */
abstract class DoctorSite {
  static final Duration DAY = Duration.ofDays(1);

  @TempDir Path root;
  final TestCa anchor = TestCa.root("CARC R100L");
  final TestCa issuing = anchor.intermediate("CARC I101L");
  final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  final CrlSite site = CrlSite.start();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(root.resolve("www"));
    write("chain.crt", issuing.certificate().pem());
    write("trust.crt", issuing.certificate().pem() + anchor.certificate().pem());
    site.put("/crl", CrlMaker.of(issuing).number(12).der());
    site.put("/ca.crt", issuing.certificate().der());
    certificate(certificate());
    configure("");
  }

  @AfterEach
  void close() {
    responder.close();
    site.close();
  }

  /** Names a responder, a CRL and its issuer; lives for a hundred days. */
  CertificateMaker certificate() {
    Instant now = Instant.now();
    return issuing
        .issue("www.lab")
        .dnsName("www.lab")
        .validity(now.minus(DAY), now.plus(DAY.multipliedBy(100)))
        .ocspUrl(responder.url())
        .crlUrl(site.url("/crl"))
        .caIssuersUrl(site.url("/ca.crt"));
  }

  Issued certificate(CertificateMaker maker) throws IOException {
    Issued made = maker.make();
    write("server.crt", made.pem());
    write("server.key", made.keyPem());
    return made;
  }

  void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  void configure(String lines) throws IOException {
    write(
        "httpd.conf",
        """
        LoadModule ssl_module modules/mod_ssl.so
        ServerName main.lab
        Listen 443
        SSLStaplingCache shmcb:staples
        <VirtualHost *:443>
        ServerName www.lab
        DocumentRoot www
        SSLEngine on
        SSLCertificateFile server.crt
        SSLCertificateKeyFile server.key
        SSLCertificateChainFile chain.crt
        SSLUseStapling on
        SSLStaplingResponderTimeout 1
        %s
        </VirtualHost>
        """
            .formatted(lines));
  }

  int doctor(String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "-d", root.toString()));
    arguments.addAll(List.of("-f", "httpd.conf"));
    arguments.addAll(List.of(more));
    return Main.run(
        arguments,
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
