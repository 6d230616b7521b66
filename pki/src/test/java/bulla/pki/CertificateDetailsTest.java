package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDetailsTest {
  @TempDir private Path directory;

  @Test
  void theSuffixIsHttpds() throws IOException {
    Certificate leaf = TestChain.in(directory).leaf();

    assertThat(CertificateDetails.suffix(leaf, 40))
        .isEqualTo(
            " [subject: CN=leaf / issuer: CN=CA,C=CH / serial: %s / notbefore: %s / notafter: %s]",
            leaf.serialHex(),
            CertificateDetails.time(leaf.notBefore()),
            CertificateDetails.time(leaf.notAfter()));
    assertThat(CertificateDetails.suffix(null, 0)).isEqualTo(" [certificate: -not available-]");
  }

  @Test
  void namesThatDoNotFitEndInAnEllipsis() throws IOException {
    Certificate leaf = TestChain.in(directory).leaf();

    assertThat(CertificateDetails.suffix(leaf, 8192 - 300 - 12)).contains("subject: CN=... / ");
  }

  @Test
  void theDayIsPaddedWithABlank() {
    assertThat(CertificateDetails.time(Instant.parse("2026-02-01T09:00:00Z")))
        .isEqualTo("Feb  1 09:00:00 2026 GMT");
    assertThat(CertificateDetails.time(Instant.parse("2026-11-24T00:24:45Z")))
        .isEqualTo("Nov 24 00:24:45 2026 GMT");
  }
}
