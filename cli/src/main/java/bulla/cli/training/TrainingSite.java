package bulla.cli.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * What is served in the training run: a CA with its OCSP responder, one certificate for server and
 * client alike, three documents, a configuration with a host that asks nobody, or on a path, one
 * that asks everybody, and one whose responder gives no answer.
 */
record TrainingSite(Path folder, int port, int strictPort, int responderPort, int silentPort) {

  private static final String REQUEST =
      """
      {"CN": "%s", "key": {"algo": "ecdsa", "size": 256}, "names": [{"O": "Training"}],
       "hosts": ["localhost", "127.0.0.1"]}
      """;

  /** Makes all of it in an empty folder. */
  static TrainingSite make(Path folder) throws IOException {
    TrainingSite site = new TrainingSite(folder, freePort(), freePort(), freePort(), freePort());
    Path request = folder.resolve("request.json");
    Files.writeString(request, REQUEST.formatted("Training CA"));
    site.keep("ca", List.of("cfssl", "gencert", "-initca", request.toString()));
    Files.writeString(request, REQUEST.formatted("localhost"));
    site.keep(
        "leaf",
        List.of(
            "cfssl",
            "gencert",
            "-ca",
            site.certificate("ca").toString(),
            "-ca-key",
            site.key("ca").toString(),
            request.toString()));
    site.keep(
        "answer",
        List.of(
            "cfssl",
            "ocspsign",
            "-ca",
            site.certificate("ca").toString(),
            "-responder",
            site.certificate("ca").toString(),
            "-responder-key",
            site.key("ca").toString(),
            "-cert",
            site.certificate("leaf").toString()));
    Files.writeString(
        site.responses(),
        Base64.getEncoder()
            .encodeToString(Files.readAllBytes(folder.resolve("answer-response.der"))));
    Path documents = folder.resolve("www");
    Files.createDirectories(documents.resolve("restricted"));
    Files.writeString(documents.resolve("small.txt"), "x".repeat(1024));
    Files.writeString(documents.resolve("restricted/small.txt"), "x".repeat(1024));
    Files.write(documents.resolve("long.bin"), new byte[4 * 1024 * 1024]);
    Files.writeString(site.configuration(), site.directives());
    return site;
  }

  /** The command line that serves it. */
  List<String> command() {
    // Root who builds has no other user whom the folder of this run would be open to.
    return List.of(
        "httpd", "-f", configuration().toString(), "-DFOREGROUND", "-DBIG_SECURITY_HOLE");
  }

  /** The command line of the responder. */
  List<String> responder() {
    return List.of(
        "cfssl",
        "ocspserve",
        "-address",
        "127.0.0.1",
        "-port",
        String.valueOf(responderPort),
        "-responses",
        responses().toString());
  }

  private Path responses() {
    return folder.resolve("responses");
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + "-key.pem");
  }

  private Path configuration() {
    return folder.resolve("httpd.conf");
  }

  private void keep(String name, List<String> line) {
    String json = Training.run("", line);
    Training.run(json, List.of("cfssljson", "-bare", folder.resolve(name).toString()));
  }

  private String directives() {
    return """
    ServerRoot "@folder@"
    PidFile "@folder@/httpd.pid"
    ServerName localhost
    LoadModule authz_core_module modules/mod_authz_core.so
    LoadModule mime_module modules/mod_mime.so
    LoadModule log_config_module modules/mod_log_config.so
    LoadModule ssl_module modules/mod_ssl.so
    Listen 127.0.0.1:@port@
    Listen 127.0.0.1:@strict@
    Listen 127.0.0.1:@silent@
    ErrorLog "@folder@/error.log"
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
    CustomLog "@folder@/access.log" combined
    MaxKeepAliveRequests 0
    DocumentRoot "@folder@/www"
    <Directory "@folder@/www">
      Require all granted
    </Directory>
    SSLCertificateFile "@folder@/leaf.pem"
    SSLCertificateKeyFile "@folder@/leaf-key.pem"
    SSLCACertificateFile "@folder@/ca.pem"
    <VirtualHost 127.0.0.1:@port@>
      SSLEngine on
      <Directory "@folder@/www/restricted">
        SSLVerifyClient require
        Require expr %{SSL_CLIENT_S_DN_O} == "Training"
      </Directory>
      SSLOCSPEnable leaf
      SSLOCSPOverrideResponder on
      SSLOCSPUseRequestNonce off
      SSLOCSPDefaultResponder http://127.0.0.1:@responder@/
    </VirtualHost>
    <VirtualHost 127.0.0.1:@silent@>
      SSLEngine on
      <Directory "@folder@/www/restricted">
        SSLVerifyClient require
      </Directory>
      SSLOCSPEnable leaf
      SSLOCSPOverrideResponder on
      SSLOCSPDefaultResponder http://127.0.0.1:1/
    </VirtualHost>
    <VirtualHost 127.0.0.1:@strict@>
      SSLEngine on
      SSLVerifyClient require
    </VirtualHost>
    """
        .replace("@folder@", folder.toString())
        .replace("@port@", String.valueOf(port))
        .replace("@strict@", String.valueOf(strictPort))
        .replace("@responder@", String.valueOf(responderPort))
        .replace("@silent@", String.valueOf(silentPort));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
