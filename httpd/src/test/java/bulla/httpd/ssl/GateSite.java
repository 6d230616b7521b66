package bulla.httpd.ssl;

import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A host {@code lab.carcano.corp} with paths of every kind, a default host before it, an OCSP
 * responder, and the clients that ask: openssl and curl.
 */
final class GateSite implements AutoCloseable {
  /** Certificates that expired clients, strangers and the like are made with. */
  static final String FOO = "C=CH,O=Big Partner Foo SA,CN=";

  final TestCa anchor = TestCa.root("CARC R100L");
  final TestCa issuing = anchor.intermediate("CARC I101L");
  final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private final Path root;
  private @Nullable SslServer running;

  GateSite(Path root) throws IOException {
    this.root = root;
    for (String folder :
        List.of("restricted", "optional", "anybody", "shallow", "named", "verified", "small")) {
      Files.createDirectories(root.resolve("www/" + folder));
      write("www/" + folder + "/x.txt", folder + "\n");
    }
    write("www/index.txt", "public\n");
    pair("server", issuing.issue("lab.carcano.corp").dnsName("lab.carcano.corp"));
    pair("other", issuing.issue("other.carcano.corp").dnsName("other.carcano.corp"));
    pair("foo", issuing.issue("foo").subject(FOO + "foo"));
    write("trust", issuing.certificate().pem() + anchor.certificate().pem());
    write("root.crt", anchor.certificate().pem());
  }

  /** The configuration of the two hosts. */
  static String configuration() {
    return """
    ServerName main.carcano.corp
    Listen 443
    <VirtualHost *:*>
    ServerName other.carcano.corp
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile other.crt
    SSLCertificateKeyFile other.key
    </VirtualHost>
    <VirtualHost *:*>
    ServerName lab.carcano.corp
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile server.crt
    SSLCertificateKeyFile server.key
    SSLCertificateChainFile root.crt
    SSLCACertificateFile trust
    SSLVerifyDepth 2
    SSLOCSPEnable leaf
    SSLOCSPUseRequestNonce off
    <Location /restricted>
    SSLVerifyClient require
    </Location>
    <Location /optional>
    SSLVerifyClient optional
    </Location>
    <Location /anybody>
    SSLVerifyClient optional_no_ca
    </Location>
    <Location /shallow>
    SSLVerifyClient require
    SSLVerifyDepth 1
    </Location>
    <Location /small>
    SSLVerifyClient require
    SSLRenegBufferSize 10
    </Location>
    <Location /named>
    SSLRequire %{SSL_CLIENT_S_DN_O} eq "Big Partner Foo SA"
    </Location>
    <Location /verified>
    Require ssl-verify-client
    </Location>
    </VirtualHost>
    """;
  }

  void start() throws Exception {
    start(configuration());
  }

  void start(String configuration) throws Exception {
    SslServer server = new SslServer(root, configuration);
    running = server;
    server.start();
  }

  SslServer server() {
    return Objects.requireNonNull(running);
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
    responder.close();
  }

  void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  /** Makes a certificate with its key, known to the responder. */
  void pair(String name, CertificateMaker maker) throws IOException {
    write(name, maker.ocspUrl(responder.url()).make());
  }

  /** A client "liar" whose key is not its certificate's. */
  void writeLiar() throws IOException {
    Issued liar = issuing.issue("liar").ocspUrl(responder.url()).make();
    write("liar.crt", liar.pem());
    write("liar.key", liar.wrongKeyPem());
  }

  /** Writes a certificate and its key, {@code name.crt} and {@code name.key}. */
  void write(String name, Issued made) throws IOException {
    made.writeTo(root, name);
  }

  /** Requests of one connection, sent at once; the last one ends it. */
  static String gets(String... paths) {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < paths.length; i++) {
      requests.append("GET ").append(paths[i]).append(" HTTP/1.1\r\nHost: lab.carcano.corp\r\n");
      requests.append(i == paths.length - 1 ? "Connection: close\r\n\r\n" : "\r\n");
    }
    return requests.toString();
  }

  /** {@code openssl s_client}, quiet: what the server answers. */
  Command client(String requests, String... options) throws Exception {
    List<String> command =
        Command.client(server().port(), "lab.carcano.corp", "-ign_eof", "-quiet");
    command.addAll(List.of(options));
    return Command.run(requests, command);
  }

  /** As a browser comes: TLS 1.3 without post-handshake authentication. */
  String browser(@Nullable String certificate, String... paths) throws Exception {
    List<String> options = new ArrayList<>(List.of("-tls1_3"));
    if (certificate != null) {
      options.addAll(as(certificate));
    }
    return client(gets(paths), options.toArray(String[]::new)).output();
  }

  /** The options of {@code openssl s_client} for a client's certificate. */
  List<String> as(String name) {
    return List.of(
        "-cert",
        root.resolve(name + ".crt").toString(),
        "-key",
        root.resolve(name + ".key").toString());
  }

  /** {@code curl}; the status follows the body. */
  Command curl(String path, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sSk",
                "--http1.1",
                "--max-time",
                "20",
                "-w",
                "%{http_code}",
                "--resolve",
                "lab.carcano.corp:" + server().port() + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add(url(path));
    return Command.run("", command);
  }

  String url(String path) {
    return "https://lab.carcano.corp:" + server().port() + path;
  }

  /** The options of {@code curl} for a client's certificate. */
  String[] with(String name, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(
        List.of(
            "--cert",
            root.resolve(name + ".crt").toString(),
            "--key",
            root.resolve(name + ".key").toString()));
    return options.toArray(String[]::new);
  }

  /** The log of what concerns requests. */
  String log(String text) throws InterruptedException {
    return server().logWith("lab.carcano.corp", text);
  }

  /** The log of what concerns connections: that of the address's first host. */
  String connectionLog() {
    return server().log("other.carcano.corp");
  }
}
