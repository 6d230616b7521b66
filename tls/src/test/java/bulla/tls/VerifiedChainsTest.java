package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.openssl.PeerChain;
import bulla.testkit.Issued;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiedChainsTest {

  private final Instant now = Instant.parse("2026-11-24T10:00:00Z");
  private final SettableClock clock = new SettableClock(now);
  private final VerifiedChains chains = new VerifiedChains(clock);
  private final TestCa ca = TestCa.root("Root");
  private final Issued leaf =
      ca.issue("leaf").validity(now.minusSeconds(60), now.plusSeconds(60)).make();
  private final List<byte[]> sent = List.of(leaf.certificate().der());
  private final PeerChain good =
      new PeerChain(List.of(leaf.certificate().der(), ca.certificate().der()), sent, 0, 0, 0);
  private final ClientChain read =
      new ClientChain(List.of(leaf.certificate(), ca.certificate()), 0, 0, List.of());

  @Test
  void aChainIsKnownForTheSameCertificatesAndDepthAlone() {
    assertThat(chains.find(sent, 1)).isNull();
    chains.keep(good, read, 1);
    assertThat(chains.find(sent, 1))
        .extracting(VerifiedChains.Known::peer, VerifiedChains.Known::client)
        .containsExactly(good, read);
    assertThat(chains.find(sent, 2)).isNull();
    assertThat(chains.find(List.of(ca.certificate().der()), 1)).isNull();
    assertThat(chains.find(good.certificates(), 1)).isNull();
  }

  @Test
  void aChainIsForgottenWhenItsFirstCertificateEnds() {
    chains.keep(good, read, 1);
    clock.advance(Duration.ofSeconds(59));
    assertThat(chains.find(sent, 1)).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(chains.find(sent, 1)).isNull();
  }

  @Test
  void thereAreNeverMoreThanAThousand() {
    for (int i = 0; i < 1100; i++) {
      chains.keep(
          new PeerChain(
              good.certificates(), List.of(new byte[] {(byte) i, (byte) (i >> 8)}), 0, 0, 0),
          read,
          1);
    }
    assertThat(chains.find(List.of(new byte[] {0, 0}), 1)).isNull();
    assertThat(chains.find(List.of(new byte[] {(byte) 1099, (byte) (1099 >> 8)}), 1)).isNotNull();
  }
}
