package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken input of every kind ends in MalformedException or in a value all of which can be read. */
class MalformedTest {
  private static final int MUTANTS = 400;
  private static final long SEED = 6960;

  private record Sample(byte[] der, Consumer<byte[]> reader) {}

  @TempDir private Path directory;

  @Test
  void truncatedAndFlippedOctetsNeverThrowAnythingElse() throws IOException {
    Random random = new Random(SEED);
    for (Sample sample : samples()) {
      for (int length = 0; length < sample.der().length; length++) {
        read(sample.reader(), Arrays.copyOf(sample.der(), length));
      }
      for (int i = 0; i < MUTANTS; i++) {
        byte[] mutant = sample.der().clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
        }
        read(sample.reader(), mutant);
      }
    }
  }

  @Test
  void deepNestingDoesNotOverflowTheStack() {
    byte[] nested = new byte[200_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    for (Consumer<byte[]> reader :
        List.<Consumer<byte[]>>of(
            Certificate::ofDer, OcspRequest::ofDer, OcspResponse::ofDer, Crl::ofDer)) {
      assertThatThrownBy(() -> reader.accept(nested)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void whatFollowsTheValueIsRefused() throws IOException {
    byte[] der = TestChain.in(directory).leaf().der();

    assertThatThrownBy(() -> Certificate.ofDer(Arrays.copyOf(der, der.length + 1)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void brokenPemNamesTheLine() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("x\n-----BEGIN A-----\nAAAA\n", "line 2: BEGIN A has no END A");
    texts.put("-----BEGIN A-----\nAAAA\n-----END B-----\n", "line 3: expected END A");
    texts.put("-----BEGIN A-----\n!!!\n-----END A-----\n", "line 1: expected base64 in the A");
    texts.put("-----BEGIN A-----\nAAAA\n-----BEGIN A-----\n", "line 1: BEGIN A has no END A");
    texts.forEach(
        (text, message) ->
            assertThatThrownBy(() -> Pem.blocks(text))
                .isInstanceOf(PemException.class)
                .hasMessageContaining(message));
  }

  @Test
  void textAroundBlocksAndCarriageReturnsAreSkipped() {
    assertThat(Pem.blocks("hello\r\n-----BEGIN A-----\r\nAAAA\r\n-----END A-----\r\nbye"))
        .singleElement()
        .satisfies(block -> assertThat(block.der()).isEqualTo(new byte[3]));
  }

  private static void read(Consumer<byte[]> reader, byte[] octets) {
    try {
      reader.accept(octets);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("expected ");
    }
  }

  private List<Sample> samples() throws IOException {
    TestChain chain = TestChain.in(directory);
    Instant now = Instant.parse("2026-11-24T00:00:00Z");
    CertId certId = CertId.of(chain.leaf(), chain.issuer(), CertId.Hash.SHA1);
    List<Sample> samples = new ArrayList<>();
    samples.add(
        new Sample(
            chain.delegate().der(),
            der -> {
              Certificate certificate = Certificate.ofDer(der);
              assertThat(certificate.subject().oneLine() + certificate.dnsNames()).isNotNull();
              certificate.isSignedBy(chain.issuer());
              certificate.publicKey();
            }));
    samples.add(
        new Sample(
            OcspRequest.of(List.of(certId), new byte[16]).der(),
            der -> OcspRequest.ofDer(der).certIds()));
    samples.add(
        new Sample(
            OcspResponse.signedBy(chain.delegate(), chain.issuer(), now)
                .answer(certId, new CertStatus.Revoked(now, 1), now, now)
                .nonce(new byte[16])
                .sign(chain.delegateKey())
                .der(),
            der -> {
              BasicResponse basic = OcspResponse.ofDer(der).basic();
              if (basic != null) {
                basic.isSignedBy(chain.delegate(), Signatures.JAVA);
                basic.namesResponder(chain.delegate());
              }
            }));
    samples.add(
        new Sample(
            Crl.of(chain.issuer(), now, now)
                .revoked(certId.serial(), now, 1)
                .sign(chain.issuerKey())
                .der(),
            der -> Crl.ofDer(der).isSignedBy(chain.issuer())));
    samples.add(
        new Sample(
            CertificateRequest.sign(
                    new X500Name("CN=x"),
                    chain.leaf().publicKey(),
                    chain.issuerKey(),
                    List.of(
                        Objects.requireNonNull(
                            chain
                                .leaf()
                                .holder()
                                .getExtension(
                                    org.bouncycastle.asn1.x509.Extension.subjectAlternativeName))))
                .der(),
            der -> CertificateRequest.ofDer(der).verifiesItself()));
    samples.add(
        new Sample(
            chain.issuerKey().getEncoded(), der -> PrivateKeys.pem(PrivateKeys.ofPkcs8(der))));
    return samples;
  }
}
