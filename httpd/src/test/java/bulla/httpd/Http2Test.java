package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bulla.httpd.core.InvalidConfigurationException;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 as curl, nghttp and h2load see it, and as the logs tell of it. */
class Http2Test {
  private static final String SERVER =
      """
      LoadModule ssl_module modules/mod_ssl.so
      LoadModule http2_module modules/mod_http2.so
      LogLevel info http2:debug
      ErrorLog logs/error.log
      CustomLog logs/access.log "\\"%r\\" %>s %B %H %k %X %{SSL_CLIENT_S_DN_CN}x"
      """;

  private static final String TLS =
      """
      SSLEngine on
      SSLCertificateFile server.crt
      SSLCertificateKeyFile server.key
      SSLCACertificateFile ca.crt
      <Directory @ROOT@/www/restricted>
        SSLVerifyClient require
      </Directory>
      """;

  private static final String HOST =
      "Protocols h2 http/1.1\n<VirtualHost *>\nServerName www.example\n" + TLS + "</VirtualHost>\n";

  @TempDir private Path root;
  private final TestCa ca = TestCa.root("CARC R100L");

  @BeforeEach
  void writeFiles() throws IOException {
    pair("server", ca.issue("www.example").dnsName("www.example").dnsName("old.example"));
    pair("client", ca.issue("partner"));
    Files.writeString(root.resolve("ca.crt"), ca.certificate().pem());
  }

  @Test
  void curlSpeaksHttp2WhereProtocolsNamesIt() throws Exception {
    try (Site site = site(HOST)) {
      assertThat(curl(site, "-w", "%{http_version} %{num_connects};", "/a.txt", "/a.txt"))
          .isEqualTo("hi\n2 1;hi\n2 0;");
      assertThat(log(site, "GET /a.txt", 2))
          .isEqualTo(
              """
              "GET /a.txt HTTP/2.0" 200 3 HTTP/2.0 1 - -
              "GET /a.txt HTTP/2.0" 200 3 HTTP/2.0 1 - -
              """);
      assertThat(curl(site, "--http1.1", "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n1.1");
    }
  }

  @Test
  void eachHostSaysForItselfWhatItSpeaks() throws Exception {
    String old =
        "<VirtualHost *>\nServerName old.example\nProtocols http/1.1\n" + TLS + "</VirtualHost>\n";
    try (Site site = site(HOST + old)) {
      assertThat(curl(site, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n2");
      assertThat(curl(site, "-w", "%{http_version}", "https://old.example:@PORT@/a.txt"))
          .isEqualTo("hi\n1.1");
    }
  }

  @Test
  void theOrderOfProtocolsCountsUnlessTheClientsIsHonored() throws Exception {
    String reversed = HOST.replace("h2 http/1.1", "http/1.1 h2");
    try (Site site = site(reversed)) {
      assertThat(curl(site, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n1.1");
    }
    try (Site site = site("ProtocolsHonorOrder Off\n" + reversed)) {
      assertThat(curl(site, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n2");
    }
  }

  @Test
  void withoutTheModuleHttp2IsNotSpoken() throws Exception {
    try (Site site =
        Site.start(
            root, SERVER.replaceAll("LoadModule http2_module.*\n| http2:debug", "") + HOST)) {
      site.with("a.txt", "hi\n");
      assertThat(curl(site, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n1.1");
    }
  }

  @Test
  void aPathThatNeedsACertificateIsAskedForAgainOverHttp11() throws Exception {
    try (Site site = site(HOST + "BullaHandshakeRequest off\n")) {
      assertThat(curl(site, "--cert", "client.crt", "--key", "client.key", "/restricted/a.txt"))
          .isEqualTo("secret\n");
      assertThat(log(site, "restricted", 2))
          .startsWith("\"GET /restricted/a.txt HTTP/2.0\" 403 199 HTTP/2.0 1 X -\n")
          .contains("\"GET /restricted/a.txt HTTP/1.1\" 200 7 HTTP/1.1 ")
          .endsWith(" partner\n");
      assertThat(site.log("error.log", "AH10399"))
          .contains("[http2:debug]")
          .contains("(403)Unknown error 403:")
          .contains("AH10399: h2_headers: renegotiate forbidden, cause: verify-client");
    }
  }

  @Test
  void aCertificateOfTheFirstHandshakeIsUsed() throws Exception {
    String asking = HOST.replace("SSLEngine on", "SSLEngine on\nSSLVerifyClient optional");
    try (Site site = site(asking)) {
      assertThat(
              curl(
                  site,
                  "--cert",
                  "client.crt",
                  "--key",
                  "client.key",
                  "-w",
                  "%{http_version}",
                  "/restricted/a.txt"))
          .isEqualTo("secret\n2");
      assertThat(log(site, "restricted", 1))
          .isEqualTo("\"GET /restricted/a.txt HTTP/2.0\" 200 7 HTTP/2.0 1 - partner\n");
    }
  }

  @Test
  void cipherSuitesThatRfc9113ForbidsAreGoodForHttp11Only() throws Exception {
    String old = HOST.replace("SSLEngine on", "SSLEngine on\nSSLCipherSuite ALL:@SECLEVEL=0");
    String[] weak = {"--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-SHA256"};
    try (Site site = site(old)) {
      assertThat(run(command(site, weak, "-v", "/a.txt"), 16))
          .contains("GOAWAY, error=12, last_stream=0");
      assertThat(curl(site, weak, "--http1.1", "/a.txt")).isEqualTo("hi\n");
      String[] good = {"--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"};
      assertThat(curl(site, good, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n2");
    }
    try (Site site = site("H2ModernTLSOnly off\n" + old)) {
      assertThat(curl(site, weak, "-w", "%{http_version}", "/a.txt")).isEqualTo("hi\n2");
    }
  }

  @Test
  void headsBeyondLimitsAreAnsweredAsHttpdDoes() throws Exception {
    try (Site site = site(HOST)) {
      assertThat(curl(site, "-H", "X-Long: " + "x".repeat(9000), "/a.txt"))
          .contains("<title>431 Request Header Fields Too Large</title>");
      assertThat(curl(site, "/" + "x".repeat(9000))).contains("<title>414 Request-URI Too Long");
      assertThat(log(site, "\" 4", 2))
          .contains("\"GET /a.txt HTTP/2.0\" 431 273 HTTP/2.0 1 - -\n")
          .contains(" HTTP/2.0\" 414 ");
    }
  }

  @Test
  void uploadsAndLongFilesGoBothWays() throws Exception {
    try (Site site = site(HOST)) {
      byte[] content = new byte[3_000_000];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) ((i * 31) >> 3);
      }
      Files.write(root.resolve("www/long.bin"), content);
      Path got = root.resolve("got");
      String size =
          curl(site, "-o", got.toString(), "-w", "%{http_version} %{size_download}", "/long.bin");
      assertThat(size).isEqualTo("2 3000000");
      assertThat(Files.readAllBytes(got)).isEqualTo(content);
      String posted = "x".repeat(60_000);
      assertThat(curl(site, "-d", posted, "-o", "/dev/null", "-w", "%{http_code}", "/a.txt"))
          .isEqualTo("200");
    }
  }

  @Test
  void nghttpAndH2loadAreServed() throws Exception {
    try (Site site = site(HOST + "H2MaxSessionStreams 50\n")) {
      String url = "https://127.0.0.1:" + site.port() + "/a.txt";
      assertThat(run(List.of("nghttp", "-nv", "--no-verify-peer", "-m", "3", url), 0))
          .contains("SETTINGS_MAX_CONCURRENT_STREAMS(0x03):50")
          .contains(":status: 200")
          .contains("server: Apache")
          .doesNotContain("PUSH_PROMISE");
      assertThat(run(List.of("h2load", "-n", "2000", "-c", "4", "-m", "50", url), 0))
          .contains("Application protocol: h2")
          .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout");
    }
  }

  @Test
  void withoutTlsPriorKnowledgeIsUnderstoodAndUpgradeIsNot() throws Exception {
    try (Site site = site("Protocols h2c http/1.1\n")) {
      String url = "http://www.example:@PORT@/a.txt";
      assertThat(curl(site, "--http2-prior-knowledge", "-w", "%{http_version}", url))
          .isEqualTo("hi\n2");
      assertThat(curl(site, "-w", "%{http_version}", url)).isEqualTo("hi\n1.1");
    }
    try (Site site = site("Protocols h2c http/1.1\nH2Direct off\n")) {
      String url = "http://www.example:@PORT@/a.txt";
      run(command(site, new String[0], "--http2-prior-knowledge", url), -1);
      assertThat(curl(site, "-w", "%{http_version}", url)).isEqualTo("hi\n1.1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "H2MaxSessionStreams 0|H2MaxSessionStreams: value must be > 0",
        "H2WindowSize 1023|H2WindowSize: value must be >= 1024",
        "H2StreamMaxMemSize 1|H2StreamMaxMemSize: value must be >= 1024",
        "H2Padding 9|H2Padding: number of bits must be <= 8",
        "H2Padding -1|H2Padding: number of bits must be >= 0",
        "H2StreamTimeout x|H2StreamTimeout: Invalid timeout value",
        "H2Upgrade on|H2Upgrade: HTTP/2 by Upgrade is not spoken: RFC 9113 has dropped it",
        "H2EarlyHints on|H2EarlyHints: 103 (Early Hints) is not sent",
        "H2WebSockets on|H2WebSockets: WebSockets over HTTP/2 are not spoken",
        "H2ProxyRequests on|H2ProxyRequests: this is no forward proxy",
        "H2PushResource /a.css|nothing is pushed here",
        "Protocols h3|Protocols: h3 is not spoken here",
      })
  void whatIsNotSpokenStopsTheStart(String line, String message) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> Site.read(root, SERVER + line + "\n"))
        .satisfies(
            invalid ->
                assertThat(invalid.errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).isEqualTo(message)));
  }

  @Test
  void whatHasNothingToDoHereIsTaken() throws Exception {
    Site.read(
        root,
        SERVER
            + """
            H2Push on
            H2PushPriority * after 16
            H2PushDiarySize 256
            H2Upgrade off
            H2MinWorkers 2
            H2MaxWorkers 20
            H2MaxWorkerIdleSeconds 600
            H2TLSWarmUpSize 1048576
            H2TLSCoolDownSecs 1
            H2CopyFiles off
            H2SerializeHeaders off
            H2SessionExtraFiles 5
            H2OutputBuffering on
            H2MaxHeaderBlockLen 65536
            H2EarlyHints off
            H2WebSockets off
            H2ProxyRequests off
            H2StreamTimeout 500ms
            H2MaxDataFrameLen 1000
            H2MaxStreamErrors 20
            """);
  }

  private Site site(String more) throws Exception {
    Site site = Site.start(root, SERVER + more);
    return site.with("a.txt", "hi\n").with("restricted/a.txt", "secret\n");
  }

  private void pair(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.make();
    made.writeTo(root, name);
  }

  /** The access log's lines that hold a text, once there are so many. */
  private static String log(Site site, String text, int lines) throws Exception {
    String found = "";
    for (int i = 0; i < 300; i++) {
      found =
          site.log("access.log", text)
              .lines()
              .filter(line -> line.contains(text))
              .map(line -> line + "\n")
              .reduce("", String::concat);
      if (found.lines().count() >= lines) {
        return found;
      }
      Thread.sleep(10);
    }
    return found;
  }

  private String curl(Site site, String... arguments) throws Exception {
    return curl(site, new String[0], arguments);
  }

  private String curl(Site site, String[] first, String... arguments) throws Exception {
    return run(command(site, first, arguments), 0);
  }

  private static List<String> command(Site site, String[] first, String... arguments) {
    String port = String.valueOf(site.port());
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--http2", "--noproxy", "*"));
    command.addAll(List.of("--max-time", "20", "--cacert", "ca.crt"));
    command.addAll(List.of("--resolve", "*:" + port + ":127.0.0.1"));
    command.addAll(List.of(first));
    for (String argument : arguments) {
      command.add(
          argument.startsWith("/") && !argument.startsWith("/dev/") && !argument.startsWith("/tmp")
              ? "https://www.example:" + port + argument
              : argument.replace("@PORT@", port));
    }
    return command;
  }

  /** Runs a program; -1 for any exit code but 0. */
  private String run(List<String> command, int exitCode) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    int code = process.waitFor();
    assertThat(exitCode < 0 ? Math.min(code, 1) : code).as(said).isEqualTo(Math.abs(exitCode));
    return said;
  }
}
