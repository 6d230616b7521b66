package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import bulla.tls.TlsSettingsException.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SSL_CONF_cmd(3), seen by s_client: at the default host, and at one that SNI chooses. */
class ConfigurationCommandsTest {

  private static final String GET = "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";

  private final Issued server = TestCa.root("Root").issue("www.lab").make();

  @ParameterizedTest
  @CsvSource({
    "Groups, P-384, -groups P-256:P-384, 'ECDH, secp384r1, 384 bits'",
    "Curves, P-521, -groups P-256:P-521, 'ECDH, secp521r1, 521 bits'",
    "MinProtocol, TLSv1.3, -tls1_2, alert protocol version",
    "MaxProtocol, TLSv1.2, '', protocol TLSv1.2",
    "Protocol, '-TLSv1.3', '', protocol TLSv1.2",
    "Ciphersuites, TLS_CHACHA20_POLY1305_SHA256, '', cipher TLS_CHACHA20_POLY1305_SHA256",
    "CipherString, ECDHE-ECDSA-AES128-GCM-SHA256, -tls1_2, cipher ECDHE-ECDSA-AES128-GCM-SHA256",
    "SignatureAlgorithms, ECDSA+SHA512, -sigalgs ECDSA+SHA256, handshake failure",
    "Options, NoRenegotiation, '', protocol TLSv1.3",
    "NumTickets, 0, '', protocol TLSv1.3",
  })
  void aCommandCountsWhereverItsHostIsFound(
      String name, String value, String options, String expected) throws Exception {
    try (TlsHost commanded = TestSettings.of("commanded:443", server).command(name, value).host();
        TlsHost plain = TestSettings.of("plain:443", server).host();
        TestServer asDefault =
            new TestServer(sni -> "plain".equals(sni) ? plain : commanded, TlsEvents.none());
        TestServer asOther =
            new TestServer(sni -> "commanded".equals(sni) ? commanded : plain, TlsEvents.none())) {
      assertThat(client(asDefault, "commanded", options)).contains(expected);
      assertThat(client(asOther, "commanded", options)).contains(expected);
      // What the default host commands is none of the other's business.
      assertThat(client(asDefault, "plain", options)).contains("host plain:443");
    }
  }

  @Test
  void aCommandThatTheLibraryRefusesIsNamed() {
    TlsSettingsException refused =
        catchThrowableOfType(
            TlsSettingsException.class,
            () ->
                TestSettings.of("www:443", server)
                    .command("Groups", "P-256")
                    .command("CipherString", "NOSUCH")
                    .host()
                    .close());
    assertThat(refused.part()).isEqualTo(Part.CONFIGURATION_COMMAND);
    assertThat(refused.index()).isEqualTo(1);
    assertThat(refused.libraryErrors()).anyMatch(line -> line.contains("no cipher match"));
  }

  @ParameterizedTest
  @CsvSource({
    "groups, TEXT",
    "DHParameters, FILE",
    "VerifyCAPath, DIRECTORY",
    "NoSuchThing, UNKNOWN",
  })
  void whatACommandTakesIsKnown(String name, TlsLibrary.CommandValue expected) {
    assertThat(TlsLibrary.commandValue(name)).isEqualTo(expected);
  }

  private static String client(TestServer running, String name, String options) throws Exception {
    String all = "-servername " + name + (options.isEmpty() ? "" : " " + options);
    return Commands.client(running.port(), GET, all.split(" ")).text();
  }
}
