package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlTest {
  @TempDir private Path directory;
  private TestChain chain;
  private Instant now;

  @BeforeEach
  void chain() throws IOException {
    chain = TestChain.in(directory);
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void opensslVerifiesAndReadsOurCrl() throws IOException {
    Crl crl =
        Crl.of(chain.issuer(), now, now.plus(Duration.ofDays(7)))
            .number(BigInteger.valueOf(42))
            .revoked(BigInteger.valueOf(0x0aaf), now, 4)
            .revoked(BigInteger.valueOf(7), now, 0)
            .sign(chain.issuerKey());
    Files.writeString(directory.resolve("crl.pem"), crl.pem());

    String text =
        chain.openssl().run("crl", "-in", "crl.pem", "-CAfile", "ca.pem", "-noout", "-text");

    assertThat(text)
        .contains("verify OK")
        .contains("Version 2 (0x1)")
        .contains("Serial Number: 0AAF")
        .contains("Superseded")
        .contains("X509v3 Authority Key Identifier")
        .containsPattern("CRL Number:\\s+42");
    assertThat(crl.entry(BigInteger.valueOf(0x0aaf)))
        .isEqualTo(new Crl.Entry(BigInteger.valueOf(0x0aaf), now, 4));
    assertThat(crl.entry(BigInteger.valueOf(7)))
        .isEqualTo(new Crl.Entry(BigInteger.valueOf(7), now, -1));
    assertThat(crl.entry(BigInteger.ONE)).isNull();
    assertThat(crl.entries()).hasSize(2);
    assertThat(crl.number()).isEqualTo(42);
    assertThat(crl.thisUpdate()).isEqualTo(now);
    assertThat(crl.authorityKeyIdentifier()).isEqualTo(chain.issuer().subjectKeyIdentifier());
    assertThat(crl.isSignedBy(chain.issuer())).isTrue();
    assertThat(crl.isSignedBy(chain.leaf())).isFalse();
    assertThat(Crl.ofPem(crl.pem())).isEqualTo(crl);
  }

  @Test
  void anEmptyListHasNoRevokedCertificatesAtAll() throws IOException {
    Crl crl = Crl.of(chain.issuer(), now, now.plusSeconds(60)).sign(chain.issuerKey());
    Files.writeString(directory.resolve("crl.pem"), crl.pem());

    assertThat(chain.openssl().run("crl", "-in", "crl.pem", "-noout", "-text"))
        .contains("No Revoked Certificates");
    assertThat(crl.number()).isNull();
  }
}
