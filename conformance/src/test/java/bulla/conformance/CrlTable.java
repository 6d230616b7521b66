package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.conformance.OpensslCrls.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients see where CRLs are checked, and what the log says of it, on TLS 1.3 and 1.2, where
 * the host asks for the certificate and where a path does. The same rows are held against Bulla and
 * against the original.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CrlTable {
  private static final String LET_IN = "the document";
  static final String REVOKED = "error:0A000414:SSL routines::sslv3 alert certificate revoked";
  private static final String UNKNOWN =
      "error:0A000416:SSL routines::sslv3 alert certificate unknown";
  private static final String UNKNOWN_CA = "error:0A000418:SSL routines::tlsv1 alert unknown ca";
  private static final String BAD = "error:0A000412:SSL routines::sslv3 alert bad certificate";
  private static final String DECRYPT = "error:0A00041B:SSL routines::tlsv1 alert decrypt error";

  /**
   * A host.
   *
   * @param check SSLCARevocationCheck and its flags
   * @param lists what its SSLCARevocationFile holds
   */
  record Host(String name, String check, Content... lists) {}

  private static final List<Host> HOSTS =
      List.of(
          new Host("leaf", "leaf", Content.of("ca", "revoked", "ended")),
          new Host("chain", "chain", Content.of("ca", "revoked"), Content.of("root")),
          new Host("leaf-above", "leaf", Content.of("ca"), Content.of("root", "ca")),
          new Host("chain-above", "chain", Content.of("ca"), Content.of("root", "ca")),
          new Host("chain-half", "chain", Content.of("ca")),
          new Host("expired", "leaf", Content.of("ca", "revoked").from(-5)),
          new Host("future", "leaf", Content.of("ca", "revoked").from(2)),
          new Host("forged", "leaf", Content.of("namesake", "revoked").anonymous()),
          new Host("namesake", "leaf", Content.of("namesake", "revoked")),
          new Host("missing", "leaf", Content.of("root")),
          new Host("missing-ok", "leaf no_crl_for_cert_ok", Content.of("root")),
          new Host("half-ok", "chain no_crl_for_cert_ok", Content.of("ca", "revoked")),
          new Host("expired-ok", "leaf no_crl_for_cert_ok", Content.of("ca").from(-5)),
          new Host(
              "scope",
              "leaf",
              Content.of("ca", "revoked")
                  .with("issuingDistributionPoint=critical,@only_authorities")),
          new Host(
              "critical",
              "leaf",
              Content.of("ca", "revoked").with("1.3.6.1.4.1.55555.1=critical,ASN1:UTF8:what")),
          new Host(
              "delta",
              "leaf",
              Content.of("ca", "revoked"),
              Content.of("ca", "late").numbered(2).with("2.5.29.27=critical,ASN1:INTEGER:1\n")),
          new Host("linked", "chain", Content.of("ca", "revoked"), Content.of("root")),
          new Host("none", "none", Content.of("ca", "revoked")));

  /**
   * A row.
   *
   * @param seen what curl prints
   * @param error the number and text of AH02039, empty for none
   */
  record Row(String host, String client, String path, String seen, String error) {
    @Override
    public String toString() {
      return client + " at " + host + path;
    }
  }

  static List<Row> rows() {
    return List.of(
        good("leaf", "good"),
        bad("leaf", "revoked", REVOKED, "(23): certificate revoked"),
        bad("leaf", "ended", REVOKED, "(23): certificate revoked"),
        good("chain", "good"),
        bad("chain", "revoked", REVOKED, "(23): certificate revoked"),
        good("leaf-above", "good"),
        bad("chain-above", "good", REVOKED, "(23): certificate revoked"),
        bad("chain-half", "good", UNKNOWN_CA, "(3): unable to get certificate CRL"),
        bad("expired", "good", UNKNOWN, "(12): CRL has expired"),
        bad("expired", "revoked", UNKNOWN, "(12): CRL has expired"),
        bad("future", "good", BAD, "(11): CRL is not yet valid"),
        bad("forged", "good", DECRYPT, "(8): CRL signature failure"),
        bad("forged", "revoked", DECRYPT, "(8): CRL signature failure"),
        bad("namesake", "good", UNKNOWN_CA, "(3): unable to get certificate CRL"),
        bad("missing", "good", UNKNOWN_CA, "(3): unable to get certificate CRL"),
        good("missing-ok", "good"),
        good("missing-ok", "revoked"),
        good("half-ok", "good"),
        bad("half-ok", "revoked", REVOKED, "(23): certificate revoked"),
        bad("expired-ok", "good", UNKNOWN, "(12): CRL has expired"),
        bad("scope", "good", UNKNOWN, "(44): different CRL scope"),
        bad("critical", "good", UNKNOWN, "(36): unhandled critical CRL extension"),
        bad("critical", "revoked", UNKNOWN, "(36): unhandled critical CRL extension"),
        good("linked", "good"),
        bad("linked", "revoked", REVOKED, "(23): certificate revoked"),
        good("none", "revoked"),
        new Row("leaf", "foreign", "/anybody/", UNKNOWN_CA, "(3): unable to get certificate CRL"),
        new Row("missing-ok", "foreign", "/anybody/", LET_IN, ""));
  }

  static Row good(String host, String client) {
    return new Row(host, client, "/restricted/", LET_IN, "");
  }

  static Row bad(String host, String client, String alert, String error) {
    return new Row(host, client, "/restricted/", alert, error);
  }

  private final WebServer.Kind kind;
  private OpensslPki pki;
  private WebServer server;

  CrlTable(WebServer.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void startTheServer(@TempDir Path folder) throws IOException, InterruptedException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    pki = new OpensslPki(Files.createDirectory(folder.resolve("pki")), "http://127.0.0.1:1/");
    pki.makeAuthorities();
    pki.authority("namesake", "root", "/C=CH/O=Carcano SA/CN=CARC I101L");
    pki.server("server", "lab.carcano.corp");
    pki.client("good", "ca", "Big Partner Foo SA", "", 365);
    pki.client("revoked", "ca", "Big Partner Foo SA", "", 365);
    pki.client("late", "ca", "Big Partner Foo SA", "", 365);
    pki.client("ended", "ca", "Big Partner Foo SA", "", -1);
    pki.client("foreign", "stranger", "Big Partner Foo SA", "", 365);
    OpensslCrls crls = new OpensslCrls(pki);
    for (Host host : HOSTS) {
      crls.write(pki.file(host.name() + ".crl"), host.lists());
    }
    Path linked = Files.createDirectory(pki.file("linked.d"));
    crls.write(linked.resolve("1.pem"), Content.of("ca", "revoked"));
    crls.write(linked.resolve("2.pem"), Content.of("root"));
    Shell.must("openssl", "rehash", linked.toString());
    int port = WebServer.freePort();
    Path home = Files.createDirectory(folder.resolve("httpd"));
    server = WebServer.start(kind, configuration(home, port), port);
  }

  @AfterAll
  void stopTheServer() throws InterruptedException {
    if (server != null) {
      server.stop();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls13WhereThePathAsks(Row row) throws IOException, InterruptedException {
    hold(row, "1.3", "");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls12WhereThePathAsks(Row row) throws IOException, InterruptedException {
    hold(row, "1.2", "");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls13WhereTheHostAsks(Row row) throws IOException, InterruptedException {
    hold(row, "1.3", "all-");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls12WhereTheHostAsks(Row row) throws IOException, InterruptedException {
    hold(row, "1.2", "all-");
  }

  void hold(Row row, String tls, String asks) throws IOException, InterruptedException {
    if (!asks.isEmpty() && row.path().equals("/anybody/")) {
      // A host that requires a certificate takes nobody's.
      return;
    }
    WebServer.Log log = server.log("logs/error_log");
    String name = asks + row.host() + ".carcano.corp";
    Shell.Result curl =
        Shell.run(
            List.of(
                "curl",
                "-sSk",
                "--http1.1",
                "--max-time",
                "20",
                "--tlsv" + tls,
                "--tls-max",
                tls,
                "--resolve",
                name + ":" + server.port() + ":127.0.0.1",
                "--cert",
                pki.file(row.client() + ".crt").toString(),
                "--key",
                pki.file(row.client() + ".key").toString(),
                "https://" + name + ":" + server.port() + row.path()));

    assertThat(curl.all()).as("what the client sees").contains(row.seen());
    if (row.error().isEmpty()) {
      assertThat(log.text()).as("the log").doesNotContain("AH02039");
    } else {
      String line = "AH02039: Certificate Verification: Error " + row.error() + "\n";
      assertThat(log.await(Pattern.quote(line))).as("the log").contains(line);
    }
  }

  private Path configuration(Path home, int port) throws IOException {
    for (String path : List.of("restricted", "anybody")) {
      Files.createDirectories(home.resolve("www/" + path));
      Files.writeString(home.resolve("www/" + path + "/index.html"), "the document\n");
    }
    Files.createDirectories(home.resolve("logs"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> hosts = new ArrayList<>();
    for (Host host : HOSTS) {
      hosts.add(host(host, host.name(), "none"));
      hosts.add(host(host, "all-" + host.name(), "require"));
    }
    return WebServer.configuration(home, BASE + String.join("", hosts), pki, port);
  }

  private static String host(Host host, String name, String verify) {
    return HOST.replace("@NAME@", name)
        .replace("@VERIFY@", verify)
        .replace("@CHECK@", host.check())
        .replace(
            "@LISTS@",
            host.name().equals("linked")
                ? "SSLCARevocationPath @PKI@/linked.d"
                : "SSLCARevocationFile @PKI@/" + host.name() + ".crl");
  }

  private static final String BASE =
      """
      ServerRoot "@DIR@"
      Listen 127.0.0.1:@PORT@ https
      PidFile "@DIR@/httpd.pid"
      DefaultRuntimeDir "@DIR@"
      ServerName lab.carcano.corp
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      User www-data
      Group www-data
      ErrorLog logs/error_log
      LogLevel warn
      DocumentRoot @DIR@/www
      SSLCertificateFile @PKI@/server.crt
      SSLCertificateKeyFile @PKI@/server.key
      """;

  private static final String HOST =
      """
      <VirtualHost *:@PORT@>
      ServerName @NAME@.carcano.corp
      SSLEngine on
      SSLCACertificateFile @PKI@/trust
      SSLVerifyDepth 2
      SSLVerifyClient @VERIFY@
      SSLCARevocationCheck @CHECK@
      @LISTS@
      <Location /restricted>
      SSLVerifyClient require
      </Location>
      <Location /anybody>
      SSLVerifyClient optional_no_ca
      </Location>
      </VirtualHost>
      """;
}
