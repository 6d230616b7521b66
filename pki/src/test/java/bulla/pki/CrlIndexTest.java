package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlIndexTest {
  @TempDir private Path directory;
  private TestChain chain;
  private Instant now;

  @BeforeEach
  void chain() throws IOException {
    chain = TestChain.in(directory);
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void findsWhatIsListedAndNothingElse() {
    Random random = new Random(42);
    CrlBuilder builder = Crl.of(chain.issuer(), now, now.plus(Duration.ofDays(7)));
    Set<BigInteger> listed = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      // Lengths of every kind, and neighbours that differ in one bit.
      BigInteger serial = new BigInteger(8 * (i % 20 + 1), random).add(BigInteger.ONE);
      if (!listed.add(serial)) {
        continue;
      }
      builder.revoked(serial, now.minusSeconds(i), i % 3 == 0 ? -1 : i % 7);
    }
    Crl crl = builder.number(BigInteger.TEN).sign(chain.issuerKey());

    CrlIndex index = CrlIndex.ofDer(crl.der()).index();

    String issuer = chain.issuer().subject().canonical();
    for (BigInteger serial : listed) {
      assertThat(index.entry(issuer, serial)).isEqualTo(crl.entry(serial));
      BigInteger neighbour = serial.flipBit(serial.bitLength() / 2);
      assertThat(index.entry(issuer, neighbour)).isEqualTo(crl.entry(neighbour));
      assertThat(index.entry(issuer, serial.negate())).isNull();
    }
    assertThat(index.count()).isEqualTo(crl.entries().size());
    assertThat(index.size()).as("64 MiB for a million").isLessThan(64L * index.count());
    assertThat(index.entry("another issuer", BigInteger.ONE)).isNull();
    assertThat(index.number()).isEqualTo(BigInteger.TEN);
    assertThat(index.baseNumber()).isNull();
    assertThat(index.scope()).isEqualTo(CrlScope.WHOLE);
    assertThat(index.thisUpdate()).isEqualTo(now);
    assertThat(index.nextUpdate()).isEqualTo(now.plus(Duration.ofDays(7)));
    assertThat(index.unknownCritical()).isFalse();
  }

  @Test
  void knowsWhoseSignatureItIs() {
    CrlIndex.Read read =
        CrlIndex.ofDer(
            Crl.of(chain.issuer(), now, now.plusSeconds(60)).sign(chain.issuerKey()).der());

    assertThat(read.signature().isBy(chain.issuer().publicKey())).isTrue();
    assertThat(read.signature().isBy(chain.leaf().publicKey())).isFalse();
    assertThat(read.index().mayBeSignedBy(chain.issuer())).isTrue();
    assertThat(read.index().mayBeSignedBy(chain.leaf())).isFalse();
  }

  @Test
  void readsWhatOpensslMakes() throws IOException {
    Files.writeString(directory.resolve("index.txt"), "");
    Files.writeString(directory.resolve("number"), "1F\n");
    Files.writeString(
        directory.resolve("ca.conf"),
        """
        [ca]
        default_ca=it
        [it]
        database=index.txt
        crlnumber=number
        default_md=sha256
        default_crl_days=1
        """);
    String[] files = "-config ca.conf -cert ca.pem -keyfile ca.key".split(" ");
    openssl(files, "ca -revoke leaf.pem -crl_reason keyCompromise");
    openssl(files, "ca -gencrl -out crl.pem");
    Pem.Block block = Pem.blocks(Files.readString(directory.resolve("crl.pem"))).getFirst();

    CrlIndex.Read read = CrlIndex.ofDer(block.der());

    Crl.Entry entry = read.index().entry(chain.leaf());
    assertThat(entry).isNotNull();
    assertThat(entry.reason()).isEqualTo(1);
    assertThat(read.index().entry(chain.delegate())).isNull();
    assertThat(read.signature().isBy(chain.issuer().publicKey())).isTrue();
  }

  private void openssl(String[] files, String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(1, List.of(files));
    chain.openssl().run(words.toArray(String[]::new));
  }

  @Test
  void anOctetThatIsCutOffOrChangedIsNeverAnythingButMalformed() {
    byte[] der =
        Crl.of(chain.issuer(), now, now.plusSeconds(60))
            .number(BigInteger.TWO)
            .revoked(BigInteger.valueOf(0x0aaf), now, 4)
            .revoked(BigInteger.valueOf(7), now, 0)
            .sign(chain.issuerKey())
            .der();

    for (int length = 0; length < der.length; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      assertThatThrownBy(() -> CrlIndex.ofDer(cut)).isInstanceOf(MalformedException.class);
    }
    for (int i = 0; i < der.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = der.clone();
        changed[i] ^= (byte) (1 << bit);
        try {
          CrlIndex.Read read = CrlIndex.ofDer(changed);
          assertThat(read.signature().isBy(chain.issuer().publicKey()))
              .as("octet %d, bit %d", i, bit)
              .isFalse();
        } catch (MalformedException expected) {
          // Which of the two it is, the octet decides.
        }
      }
    }
  }

  @Test
  void nestingWithoutEndIsMalformedAndOverflowsNothing() {
    ByteArrayOutputStream deep = new ByteArrayOutputStream();
    for (int i = 0; i < 100_000; i++) {
      deep.write(0x30);
      deep.write(0x80);
    }

    assertThatThrownBy(() -> CrlIndex.ofDer(deep.toByteArray()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("definite length");
  }

  @Test
  void aSerialNumberOfNoReasonableLengthIsMalformed() {
    byte[] der =
        Crl.of(chain.issuer(), now, now.plusSeconds(60))
            .revoked(BigInteger.ONE.shiftLeft(8 * 64), now, 4)
            .sign(chain.issuerKey())
            .der();

    assertThatThrownBy(() -> CrlIndex.ofDer(der))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("a serial number of 65 octets, where 64 are the most");
  }
}
