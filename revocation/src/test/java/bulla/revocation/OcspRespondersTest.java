package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is asked, and how. */
class OcspRespondersTest extends CheckedClient {
  @Test
  void theRequestIsHttpds() {
    check(plain);
    int without = fake.lastQuery().body().length;

    assertThat(fake.lastQuery().head())
        .containsExactly(
            "POST / HTTP/1.0",
            "Host: " + fake.hostPort(),
            "Content-Type: application/ocsp-request",
            "Connection: close",
            "Content-Length: " + without);
    check(plain.with().nonce(true).build());
    assertThat(fake.lastQuery().body()).hasSize(without + 37);
  }

  @Test
  void onlyPlainHttpIsAsked() {
    assertThat(why(checker.check(leaf("https://127.0.0.1/"), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.BadUrl("(none)", "https://127.0.0.1/"));
    Certificate without = ca.issue("without").make().certificate();
    assertThat(checker.check(without, ca.certificate(), plain))
        .isEqualTo(new Verdict.NoResponder());
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (OcspFake other = OcspFake.start(ca, clock, new OcspBehaviour.Good())) {
      fake.behave(new OcspBehaviour.Redirect(other.url()));

      assertThat(why(check(plain)))
          .isEqualTo(new OcspFailure.BadStatus(fake.hostPort(), "302 Found"));
      assertThat(other.queries()).isZero();
    }
  }

  @Test
  void aRefusedConnectionNamesErrnoAndText() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String hostPort = "127.0.0.1:" + port;

    assertThat(why(checker.check(leaf("http://" + hostPort), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.CannotConnect(hostPort, 111, "Connection refused"));
  }

  @Test
  void aNameWithoutAddressIsNamed() {
    assertThat(why(checker.check(leaf("http://no.such.invalid/"), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.NoAddress("no.such.invalid:80"));
  }

  @Test
  void theDefaultResponderStandsInAndOverridesWhenTold() {
    Certificate without = ca.issue("without").make().certificate();
    Certificate elsewhere = leaf("http://no.such.invalid/");

    assertThat(
            checker
                .check(without, ca.certificate(), plain.with().responder(fake.url(), false).build())
                .good())
        .isTrue();
    assertThat(
            checker
                .check(
                    elsewhere, ca.certificate(), plain.with().responder(fake.url(), true).build())
                .good())
        .isTrue();
    assertThat(
            checker
                .check(
                    elsewhere, ca.certificate(), plain.with().responder(fake.url(), false).build())
                .good())
        .isFalse();
  }

  @Test
  void theNextResponderIsAskedWhenOneGivesNoBelievableAnswer() {
    try (OcspFake second = OcspFake.start(ca, clock, new OcspBehaviour.Good())) {
      Certificate two =
          ca.issue("two").ocspUrl(fake.url()).ocspUrl(second.url()).make().certificate();
      fake.behave(new OcspBehaviour.SiblingDelegate());

      assertThat(checker.check(two, ca.certificate(), plain).good()).isTrue();
      assertThat(fake.queries()).isEqualTo(1);
      assertThat(second.queries()).isEqualTo(1);
    }
  }

  @Test
  void whenNoResponderGivesABelievableAnswerTheFirstOnesFailureIsTold() {
    try (OcspFake second = OcspFake.start(ca, clock, new OcspBehaviour.Failure(3))) {
      Certificate two =
          ca.issue("two").ocspUrl(fake.url()).ocspUrl(second.url()).make().certificate();
      fake.behave(new OcspBehaviour.Failure(6));

      assertThat(why(checker.check(two, ca.certificate(), plain)))
          .isEqualTo(new OcspFailure.NotSuccessful(fake.hostPort(), 6));
    }
  }

  @Test
  void everyResponderThatWasAskedIsThere() throws Exception {
    leaf = ca.issue("two").ocspUrl("http://127.0.0.1:1/").ocspUrl(fake.url()).make().certificate();

    assertThat(check(plain).consulted())
        .extracting(OcspEvidence::responder)
        .containsExactly("http://127.0.0.1:1/", fake.url());
  }

  @Test
  void aProxyIsAskedForTheAbsoluteUrl() {
    Certificate elsewhere = leaf("http://ocsp.invalid:2560/x?y");
    OcspPolicy policy = proxied();

    assertThat(checker.check(elsewhere, ca.certificate(), policy).good()).isTrue();
    assertThat(fake.lastQuery().head())
        .startsWith("POST http://ocsp.invalid:2560/x?y HTTP/1.0", "Host: ocsp.invalid:2560");
  }

  @Test
  void behindAProxyTheUrlsHostIsWhatMayBeAsked() {
    leaf = leaf("http://ocsp.example.org/");
    OcspPolicy policy = proxied();

    assertThat(why(check(policy.with().allowed(allowed("127.0.0.0/8")).build())))
        .isEqualTo(new OcspFailure.NotAllowed("ocsp.example.org:80", "ocsp.example.org"));
    assertThat(check(policy.with().allowed(allowed("*.example.org")).build()).good()).isTrue();
  }

  @Test
  void aNameIsAskedOnlyWhereItsAddressMayBe() {
    leaf = leaf("http://localhost:" + fake.hostPort().split(":")[1] + "/");
    AllowedPlaces named = allowed("localhost");

    assertThat(why(check(plain.with().allowed(named).build())))
        .isEqualTo(
            new OcspFailure.NotAllowed(leaf.ocspUrls().getFirst().split("/")[2], "127.0.0.1"));
    assertThat(fake.queries()).isZero();
    assertThat(check(plain.with().allowed(allowed("127.0.0.0/8")).build()).good()).isTrue();
  }

  @Test
  void whoTheOperatorNamesIsAskedWhereverItIs() {
    AllowedPlaces none = AllowedPlaces.DEFAULT.and(List.of());
    OcspPolicy strict = plain.with().allowed(none).build();
    Certificate mute = ca.issue("mute").make().certificate();

    assertThat(why(check(strict))).isInstanceOf(OcspFailure.NotAllowed.class);
    assertThat(check(strict.with().responder(fake.url(), true).build()).good()).isTrue();
    assertThat(why(check(strict.with().responder(fake.url(), false).build())))
        .isInstanceOf(OcspFailure.NotAllowed.class);
    assertThat(
            checker
                .check(mute, ca.certificate(), strict.with().responder(fake.url(), false).build())
                .good())
        .isTrue();
  }

  private static AllowedPlaces allowed(String word) {
    return AllowedPlaces.DEFAULT.and(List.of(AllowedPlace.of(word).orElseThrow()));
  }

  private OcspPolicy proxied() {
    return plain.with().proxy(HttpUrl.of(fake.url()).orElseThrow()).build();
  }
}
