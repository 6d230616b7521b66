package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OcspTest {
  private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  @TempDir private Path directory;
  private TestChain chain;
  private Instant now;

  @BeforeEach
  void chain() throws IOException {
    chain = TestChain.in(directory);
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestIsOctetForOctetOpensslsOwn(CertId.Hash hash) throws IOException {
    chain
        .openssl()
        .run(
            "ocsp",
            hash == CertId.Hash.SHA1 ? "-sha1" : "-sha256",
            "-issuer",
            "ca.pem",
            "-cert",
            "leaf.pem",
            "-no_nonce",
            "-reqout",
            "request.der");
    byte[] theirs = Files.readAllBytes(directory.resolve("request.der"));
    CertId certId = CertId.of(chain.leaf(), chain.issuer(), hash);

    OcspRequest request = OcspRequest.of(List.of(certId), null);

    assertThat(request.der()).isEqualTo(theirs);
    assertThat(OcspRequest.ofDer(theirs).certIds()).containsExactly(certId);
    assertThat(certId.names(chain.leaf(), chain.issuer())).isTrue();
    assertThat(certId.names(chain.delegate(), chain.issuer())).isFalse();
    assertThat(OcspRequest.ofDer(OcspRequest.of(List.of(certId), NONCE).der()).nonce())
        .isEqualTo(NONCE);
  }

  @Test
  void aNonceOfSixteenOctetsMakesARequestThirtySevenOctetsLonger() {
    List<CertId> ids = List.of(CertId.of(chain.leaf(), chain.issuer(), CertId.Hash.SHA1));

    assertThat(OcspRequest.of(ids, NONCE).der().length)
        .isEqualTo(OcspRequest.of(ids, null).der().length + 37);
  }

  @Test
  void opensslVerifiesWhatADelegateSigned() throws IOException {
    CertId certId = CertId.of(chain.leaf(), chain.issuer(), CertId.Hash.SHA1);
    OcspResponse response =
        OcspResponse.signedBy(chain.delegate(), chain.issuer(), now)
            .answer(
                certId,
                new CertStatus.Revoked(now.minus(Duration.ofHours(1)), 4),
                now,
                now.plus(Duration.ofHours(96)))
            .sign(chain.delegateKey());
    Files.write(directory.resolve("response.der"), response.der());

    String verdict =
        chain
            .openssl()
            .run(
                ("ocsp -issuer ca.pem -cert leaf.pem -respin response.der -CAfile ca.pem"
                        + " -no_nonce -resp_text")
                    .split(" "));

    assertThat(verdict)
        .contains("Response verify OK")
        .contains("leaf.pem: revoked")
        .contains("Reason: superseded")
        .contains("Responder Id: CN = delegate");
  }

  @Test
  void everythingPutIntoAResponseComesOutAgain() {
    CertId first = CertId.of(chain.leaf(), chain.issuer(), CertId.Hash.SHA1);
    CertId second = CertId.of(chain.delegate(), chain.issuer(), CertId.Hash.SHA256);
    Instant next = now.plusSeconds(60);
    OcspResponse response =
        OcspResponse.signedBy(chain.issuer(), chain.issuer(), now)
            .answer(first, new CertStatus.Good(), now, null)
            .answer(second, new CertStatus.Unknown(), now, next)
            .answer(first, new CertStatus.Revoked(now, -1), now, next)
            .nonce(NONCE)
            .sign(chain.issuerKey());

    assertThat(response.isSuccessful()).isTrue();
    BasicResponse basic = Objects.requireNonNull(response.basic());
    assertThat(basic.answers())
        .containsExactly(
            new BasicResponse.Answer(first, new CertStatus.Good(), now, null),
            new BasicResponse.Answer(second, new CertStatus.Unknown(), now, next),
            new BasicResponse.Answer(first, new CertStatus.Revoked(now, -1), now, next));
    assertThat(basic.nonce()).isEqualTo(NONCE);
    assertThat(basic.producedAt()).isEqualTo(now);
    assertThat(basic.certificates()).isEmpty();
    assertThat(basic.namesResponder(chain.issuer())).isTrue();
    assertThat(basic.isSignedBy(chain.issuer(), Signatures.JAVA)).isTrue();
    assertThat(basic.isSignedBy(chain.delegate(), Signatures.JAVA)).isFalse();
  }

  @Test
  void aFailureIsFiveOctets() {
    OcspResponse response = OcspResponse.failure(OcspResponse.UNAUTHORIZED);

    assertThat(response.der()).isEqualTo(new byte[] {0x30, 3, 0x0a, 1, 6});
    assertThat(response.basic()).isNull();
    assertThatThrownBy(() -> OcspResponse.failure(OcspResponse.SUCCESSFUL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAnswerFromOpensslsResponderIsRead() throws IOException {
    Files.writeString(
        directory.resolve("index.txt"),
        "R\t401231235959Z\t260101000000Z,keyCompromise\t%s\tunknown\t/CN=leaf\n"
            .formatted(chain.leaf().serialHex()));
    chain
        .openssl()
        .run(
            ("ocsp -index index.txt -CA ca.pem -rsigner delegate.pem -rkey delegate.key -issuer"
                    + " ca.pem -cert leaf.pem -no_nonce -ndays 1 -respout response.der"
                    + " -reqout request.der -resp_key_id -noverify")
                .split(" "));

    BasicResponse basic =
        Objects.requireNonNull(
            OcspResponse.ofDer(Files.readAllBytes(directory.resolve("response.der"))).basic());

    assertThat(basic.certificates()).contains(chain.delegate());
    assertThat(basic.namesResponder(chain.delegate())).isTrue();
    assertThat(basic.responderName()).isNull();
    assertThat(basic.isSignedBy(chain.delegate(), Signatures.JAVA)).isTrue();
    assertThat(basic.answers().getFirst().status())
        .isEqualTo(new CertStatus.Revoked(Instant.parse("2026-01-01T00:00:00Z"), 1));
  }
}
