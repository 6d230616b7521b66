package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeysTest {
  private static final char[] PASSPHRASE = "correct horse".toCharArray();

  @TempDir private Path directory;
  private OpenSsl openssl;

  @BeforeEach
  void openssl() {
    openssl = new OpenSsl(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa,256,EC PRIVATE KEY,SHA256withECDSA",
    "ecdsa,384,EC PRIVATE KEY,SHA384withECDSA",
    "ecdsa,521,EC PRIVATE KEY,SHA512withECDSA",
    "rsa,2048,RSA PRIVATE KEY,SHA256withRSA",
    "rsa,3072,RSA PRIVATE KEY,SHA384withRSA",
    "ed25519,0,PRIVATE KEY,Ed25519"
  })
  void aKeyWrittenIsReadByOpensslAndByUs(String kind, int size, String label, String algorithm)
      throws IOException {
    KeyPair pair = PrivateKeys.generate(new KeyRequest(kind, size));
    String pem = PrivateKeys.pem(pair.getPrivate());
    Files.writeString(directory.resolve("key.pem"), pem);

    assertThat(pem).startsWith("-----BEGIN " + label + "-----\n");
    assertThat(openssl.run("pkey", "-in", "key.pem", "-pubout"))
        .isEqualTo(Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()));
    PrivateKey read = PrivateKeys.ofPem(pem, null);
    assertThat(PrivateKeys.matches(read, pair.getPublic())).isTrue();
    assertThat(PrivateKeys.publicKey(read)).isEqualTo(pair.getPublic());
    assertThat(SignatureAlgorithms.forKey(read)).isEqualTo(algorithm);
    assertThat(PrivateKeys.matches(read, PrivateKeys.generate(KeyRequest.DEFAULT).getPublic()))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs8 -topk8 -v2 aes-256-cbc",
    "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1",
    "pkcs8 -topk8 -v2 des3",
    "pkcs8 -topk8 -scrypt",
    "ec -aes256",
    "ec -des3"
  })
  void aKeyEncryptedByOpensslOpensWithItsPassphraseOnly(String command) throws IOException {
    openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", "plain.pem");
    String[] words =
        (command + " -in plain.pem -out secret.pem -passout").concat(" file:pass").split(" ");
    Files.writeString(directory.resolve("pass"), new String(PASSPHRASE));
    openssl.run(words);
    String secret = Files.readString(directory.resolve("secret.pem"));
    PrivateKey plain = PrivateKeys.ofPem(Files.readString(directory.resolve("plain.pem")), null);

    assertThat(PrivateKeys.pem(PrivateKeys.ofPem(secret, PASSPHRASE)))
        .isEqualTo(PrivateKeys.pem(plain));
    assertThat(PrivateKeys.isEncrypted(secret)).isTrue();
    assertThatThrownBy(() -> PrivateKeys.ofPem(secret, "wrong".toCharArray()))
        .isInstanceOf(PassphraseException.class);
    assertThatThrownBy(() -> PrivateKeys.ofPem(secret, null))
        .isInstanceOf(PassphraseException.class)
        .hasMessageContaining("needs a passphrase");
  }

  @Test
  void aKeyThatWeEncryptedIsOpenedByOpenssl() throws IOException {
    PrivateKey key = PrivateKeys.generate(KeyRequest.DEFAULT).getPrivate();
    Files.writeString(directory.resolve("key.pem"), PrivateKeys.encryptedPem(key, PASSPHRASE));
    Files.writeString(directory.resolve("pass"), new String(PASSPHRASE));

    openssl.run("pkey", "-in", "key.pem", "-passin", "file:pass", "-out", "plain.pem");

    for (String file : List.of("plain.pem", "key.pem")) {
      String pem = Files.readString(directory.resolve(file));
      assertThat(PrivateKeys.pem(PrivateKeys.ofPem(pem, PASSPHRASE)))
          .isEqualTo(PrivateKeys.pem(key));
    }
  }

  @Test
  void aPublicKeyInsteadOfAPrivateOneIsNamed() {
    assertThatThrownBy(() -> PrivateKeys.ofPem(Pem.encode("PUBLIC KEY", new byte[3]), null))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("expected a PRIVATE KEY");
  }
}
