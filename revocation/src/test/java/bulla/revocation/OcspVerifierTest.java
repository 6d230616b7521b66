package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspResponse;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OcspVerifierTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final TestCa ca = TestCa.root("CARC I101L");
  private final Certificate leaf = ca.issue("leaf").make().certificate();
  private final Given given = new Given(ca, leaf, new Issued(ca.certificate(), ca.key()), now);

  /** A good answer made at one time by a signer, judged at another. */
  record Given(TestCa ca, Certificate leaf, Issued signer, Instant made, Instant judged) {
    Given(TestCa ca, Certificate leaf, Issued signer, Instant made) {
      this(ca, leaf, signer, made, made);
    }

    Given at(Instant other) {
      return new Given(ca, leaf, signer, made, other);
    }

    @Nullable OcspFailure verdict(OcspPolicy policy) {
      CertId id = CertId.of(leaf, ca.certificate(), CertId.Hash.SHA1);
      OcspResponse response =
          OcspResponse.signedBy(signer.certificate(), ca.certificate(), made)
              .answer(id, new CertStatus.Good(), made, made.plus(Duration.ofHours(1)))
              .sign(signer.key());
      try {
        assertThat(
                new OcspVerifier("test:80", id, ca.certificate(), null, policy, judged)
                    .verify(response)
                    .answer()
                    .certId())
            .isEqualTo(id);
        return null;
      } catch (OcspException e) {
        return e.failure();
      }
    }
  }

  @Test
  void theSkewIsGrantedOnBothSidesAndNotASecondMore() {
    Duration skew = OcspPolicy.HTTPD.skew();
    Instant end = now.plus(Duration.ofHours(1)).plus(skew);

    assertThat(given.at(now.minus(skew)).verdict(OcspPolicy.HTTPD)).isNull();
    assertThat(given.at(now.minus(skew).minusSeconds(1)).verdict(OcspPolicy.HTTPD))
        .isEqualTo(new OcspFailure.NotFresh("test:80", 0, "status not yet valid"));
    assertThat(given.at(end).verdict(OcspPolicy.HTTPD)).isNull();
    assertThat(given.at(end.plusSeconds(1)).verdict(OcspPolicy.HTTPD))
        .isEqualTo(new OcspFailure.NotFresh("test:80", 0, "status expired"));
  }
}
