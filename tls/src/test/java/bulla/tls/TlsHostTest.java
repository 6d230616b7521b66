package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import bulla.tls.TlsSettingsException.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsHostTest {

  private final TestCa ca = TestCa.root("Root");
  private final Issued server = ca.issue("www.lab").make();

  @TempDir private Path directory;

  @Test
  void aKeyOfAnotherCertificateIsNoPair() {
    Issued other = ca.issue("other.lab").make();
    TlsSettingsException refused =
        refused(
            TestSettings.of("www:443", server)
                .identity(new Issued(server.certificate(), other.key()), List.of(), () -> null)
                .settings());
    assertThat(refused.part()).isEqualTo(Part.PAIR);
    assertThat(refused.index()).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThat(refused(identity(new byte[] {1}, List.of())).part()).isEqualTo(Part.CERTIFICATE);
    assertThat(refused(identity(der(), List.of(new byte[] {1}))).part()).isEqualTo(Part.CHAIN);
    TlsSettingsException key = refusedKey(new byte[] {'x'}, null);
    assertThat(key.part()).isEqualTo(Part.PRIVATE_KEY);
    assertThat(key.libraryErrors()).isNotEmpty().allMatch(line -> line.startsWith("error:"));
  }

  @Test
  void ciphersAndProtocolsAreNamed() {
    assertThat(refused(TestSettings.of("www:443", server).cipherList("nonsense").settings()).part())
        .isEqualTo(Part.CIPHERS);
    assertThat(refused(TestSettings.of("www:443", server).protocols("SSLv2").settings()).part())
        .isEqualTo(Part.PROTOCOLS);
    assertThat(
            refused(TestSettings.of("www:443", server).protocols("TLSv1.1", "TLSv1.3").settings())
                .part())
        .isEqualTo(Part.PROTOCOLS);
  }

  @Test
  void anEncryptedKeyWantsItsPassphrase() throws Exception {
    Path plain = directory.resolve("plain.pem");
    Path encrypted = directory.resolve("encrypted.pem");
    Files.writeString(plain, server.keyPem());
    for (List<String> form :
        List.of(List.of("pkcs8", "-topk8", "-v2", "aes-256-cbc"), List.of("ec", "-aes256"))) {
      List<String> command = new ArrayList<>(List.of("openssl"));
      command.addAll(form);
      command.addAll(
          List.of(
              "-in", plain.toString(), "-out", encrypted.toString(), "-passout", "pass:s3cret"));
      assertThat(Commands.run("", command).exit()).isZero();
      byte[] pem = Files.readAllBytes(encrypted);
      TlsKey.ofPem(pem, "s3cret".toCharArray()).close();
      assertThat(refusedKey(pem, null).part()).isEqualTo(Part.PASSPHRASE);
      assertThat(refusedKey(pem, "wrong".toCharArray()).part()).isEqualTo(Part.PASSPHRASE);
    }
  }

  @Test
  void aClosedHostServesNoOneAnew() throws Exception {
    TlsHost host = TestSettings.of("www:443", server).host();
    host.close();
    assertThatThrownBy(() -> host.context().applicationProtocols(List.of("h2"), true))
        .isInstanceOf(IllegalStateException.class);
  }

  private byte[] der() {
    return server.certificate().der();
  }

  private TlsSettings identity(byte[] certificate, List<byte[]> chain) {
    TlsSettings none = new TestSettings("www:443").settings();
    return new TlsSettings(
        none.id(),
        List.of(new TlsSettings.Identity(certificate, chain, TestSettings.key(server), () -> null)),
        none.protocols(),
        null,
        null,
        false,
        none.clientAuthentication(),
        none.verifyDepth(),
        List.of(),
        List.of(),
        none.verifier(),
        null,
        "",
        List.of(),
        true,
        none.sessions(),
        List.of());
  }

  private static TlsSettingsException refusedKey(byte[] pem, char @Nullable [] passphrase) {
    return catchThrowableOfType(
        TlsSettingsException.class, () -> TlsKey.ofPem(pem, passphrase).close());
  }

  private static TlsSettingsException refused(TlsSettings settings) {
    TlsSettingsException refused =
        catchThrowableOfType(TlsSettingsException.class, () -> TlsHost.of(settings).close());
    assertThat(refused).isNotNull();
    return refused;
  }
}
