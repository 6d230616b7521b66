package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRequestTest {
  @TempDir private Path directory;

  @Test
  void whatOpensslAsksForIsRead() throws IOException {
    new OpenSsl(directory)
        .run(
            ("req -newkey rsa:2048 -nodes -keyout key.pem -out req.pem -subj /O=Foo/CN=x"
                    + " -addext subjectAltName=DNS:a,IP:10.0.0.1,email:a@b,URI:urn:x"
                    + " -addext basicConstraints=critical,CA:TRUE,pathlen:2")
                .split(" "));

    CertificateRequest request =
        CertificateRequest.ofPem(Files.readString(directory.resolve("req.pem")));

    assertThat(request.subject().rfc2253()).isEqualTo("CN=x,O=Foo");
    assertThat(request.dnsNames()).containsExactly("a");
    assertThat(request.ipAddresses()).containsExactly("10.0.0.1");
    assertThat(request.emailAddresses()).containsExactly("a@b");
    assertThat(request.uris()).containsExactly("urn:x");
    assertThat(request.requestsCa()).isTrue();
    assertThat(request.requestedPathLength()).isEqualTo(2);
    assertThat(request.extensions()).extracting("critical").containsExactly(false, true);
    assertThat(request.verifiesItself()).isTrue();
    assertThat(CertificateRequest.ofPem(request.pem())).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource({"ecdsa,256", "ecdsa,384", "rsa,2048", "ed25519,0"})
  void opensslVerifiesWhatWeAsk(String algorithm, int size) throws IOException {
    KeyPair pair = PrivateKeys.generate(new KeyRequest(algorithm, size));
    CertificateRequest request =
        CertificateRequest.sign(
            new X500Name("O=Foo,CN=x"), pair.getPublic(), pair.getPrivate(), List.of());
    Files.writeString(directory.resolve("req.pem"), request.pem());

    assertThat(new OpenSsl(directory).run("req", "-in", "req.pem", "-noout", "-verify", "-subject"))
        .contains("verify OK")
        .contains("O = Foo, CN = x");
    assertThat(request.verifiesItself()).isTrue();
    assertThat(request.extensions()).isEmpty();
    assertThat(request.requestsCa()).isFalse();
  }

  @Test
  void aRequestWithAnotherKeysSignatureDoesNotVerifyItself() {
    KeyPair pair = PrivateKeys.generate(KeyRequest.DEFAULT);
    KeyPair other = PrivateKeys.generate(KeyRequest.DEFAULT);

    assertThat(
            CertificateRequest.sign(
                    new X500Name("CN=x"), pair.getPublic(), other.getPrivate(), List.of())
                .verifiesItself())
        .isFalse();
  }
}
