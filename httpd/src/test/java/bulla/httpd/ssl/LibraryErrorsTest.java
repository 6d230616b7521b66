package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.StartupException;
import bulla.testkit.RawTlsClient;
import bulla.testkit.TestCa;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL has to say reaches the error log, in httpd's {@code SSL Library Error} lines. */
class LibraryErrorsTest extends AtGateSite {
  private static final String LINE = "\\[ssl:info] \\[pid \\d+:tid \\d+] ";

  private static String informed() {
    return "LogLevel info\n" + GateSite.configuration();
  }

  @Test
  void whatIsNoClientHello() throws Exception {
    site.start(informed());
    try (RawTlsClient client = new RawTlsClient(site.server().port(), "TLSv1.3")) {
      client.send(new byte[] {22, 3, 1, 0, 4, 9, 9, 9, 9});
      client.end();
    }
    assertThat(connectionLog("SSL Library Error"))
        .containsPattern(
            LINE
                + "\\[client 127.0.0.1:\\d+] AH02008: SSL library error 1 in handshake \\(server"
                + " other.carcano.corp:443\\)\n")
        .containsPattern(LINE + "SSL Library Error: error:0A0[0-9A-F]+:SSL");
  }

  @Test
  void noCipherInCommonWithAHint() throws Exception {
    site.start(informed());
    site.client("", "-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256");
    assertThat(connectionLog("SSL Library Error"))
        .contains(
            "SSL Library Error: error:0A0000C1:SSL routines::no shared cipher -- Too restrictive"
                + " SSLCipherSuite or using DSA server certificate?\n");
  }

  @Test
  void aClientThatLeavesInItsHandshakeHasNoLineOfOpenSsl() throws Exception {
    site.start(informed());
    try (RawTlsClient client = new RawTlsClient(site.server().port(), "TLSv1.3")) {
      byte[] hello = client.hello();
      client.send(Arrays.copyOf(hello, hello.length / 2));
    }
    assertThat(connectionLog("AH02006"))
        .containsPattern(
            "\\(70014\\)End of file found: \\[client 127.0.0.1:\\d+] AH02006: SSL handshake"
                + " stopped: connection was closed\n")
        .doesNotContain("SSL Library Error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRecordThatWasDamagedOnAnOpenConnection(String protocol) throws Exception {
    site.start(informed());
    try (RawTlsClient client = new RawTlsClient(site.server().port(), protocol)) {
      client.serverName("lab.carcano.corp");
      client.handshake();
      byte[] record = client.wrap("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      record[record.length - 1] ^= 1;
      client.send(record);
      client.end();
    }
    assertThat(site.log("SSL Library Error"))
        .contains(
            "SSL Library Error: error:0A000119:SSL routines::decryption failed or bad record"
                + " mac\n");
    assertThat(site.connectionLog())
        .containsPattern("\\[client 127.0.0.1:\\d+] AH01992: SSL library error 1 reading data\n");
  }

  @Test
  void anAlertOnAnOpenConnection() throws Exception {
    site.start(informed());
    try (RawTlsClient client = new RawTlsClient(site.server().port(), "TLSv1.3")) {
      client.serverName("lab.carcano.corp");
      client.handshake();
      byte[] record = Arrays.copyOf(new byte[] {23, 3, 3, 0, 59}, 64);
      client.refuse(record);
      client.end();
    }
    assertThat(site.log("SSL Library Error"))
        .contains(
            "SSL Library Error: error:0A0003FC:SSL routines::sslv3 alert bad record mac (SSL alert"
                + " number 20)\n");
    assertThat(site.connectionLog()).contains("AH01992: SSL library error 1 reading data\n");
  }

  @ParameterizedTest
  @CsvSource({
    "foo,certificate verify failed",
    ",peer did not return a certificate -- No CAs known to server for verification?"
  })
  void aCertificateThatIsRefusedInARenegotiation(@Nullable String who, String why)
      throws Exception {
    site.pair("foo", TestCa.root("Stranger").issue("foo"));
    site.start();
    String[] options = {"--tls-max", "1.2"};
    site.curl("/restricted/x.txt", who == null ? options : site.with(who, options));
    assertThat(site.log("SSL Library Error"))
        .contains("AH02261: Re-negotiation handshake failed")
        .containsPattern("\\[ssl:error] \\[pid \\d+:tid \\d+] SSL Library Error: error:0A0000")
        .contains(":SSL routines::" + why + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSLCertificateKeyFile server.key|SSLCertificateKeyFile"
            + " trust|AH02564|error:1E08010C:DECODER routines::unsupported",
        "SSLCertificateFile server.crt|SSLCertificateFile server.key|AH02562|error:0480006C:PEM"
            + " routines::no start line (Expecting: TRUSTED CERTIFICATE) -- Bad file contents or"
            + " format - or even just a forgotten SSLCertificateKeyFile?",
        "SSLVerifyDepth 2|SSLCipherSuite NOSUCH|AH01898|error:0A0000B9:SSL routines::no cipher"
            + " match",
        "SSLVerifyDepth 2|SSLOpenSSLConfCmd CipherString NOSUCH|AH02407|error:0A0000B9:SSL"
            + " routines::no cipher match",
      })
  void whatStopsTheStart(String from, String to, String line, String error) throws Exception {
    SslServer broken = new SslServer(root, GateSite.configuration().replace(from, to));
    try (broken) {
      StartupException stopped = catchThrowableOfType(StartupException.class, broken::start);
      assertThat(stopped.lines().getLast()).startsWith(line);
      assertThat(broken.log("lab.carcano.corp"))
          .containsPattern("\\[ssl:emerg] \\[pid \\d+:tid \\d+] SSL Library Error: error:")
          .contains("SSL Library Error: " + error);
    }
  }

  private String connectionLog(String text) throws InterruptedException {
    return site.server().logWith("other.carcano.corp", text);
  }
}
