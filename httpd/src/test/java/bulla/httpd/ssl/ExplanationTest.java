package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.revocation.CrlFailure;
import bulla.testkit.TestCa;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a refusal. */
class ExplanationTest {
  private static final Instant NOW = Instant.parse("2026-11-25T22:03:00Z");
  private final TestCa ca = TestCa.root("CARC R100L");

  @ParameterizedTest
  @EnumSource(RefusalCause.class)
  void everyCauseHasOneSentenceWithAllThatItNames(RefusalCause cause) {
    assertThat(new Explanation(refusal(cause, "/x", "the detail"), NOW).sentence())
        .startsWith("Refused because ")
        .contains("; to mend it, ")
        .endsWith(".")
        .doesNotContainPattern("\\{[a-z]|\\.\\.|; ;")
        .hasLineCount(1);
  }

  @Test
  void theTermsOfACertificateAndARuleStandInIt() {
    assertThat(new Explanation(refusal(RefusalCause.RULE, "/x", null), NOW).sentence())
        .startsWith(
            "Refused because the client does not meet Require expr %{SSL_CLIENT_S_DN_O} == 'Foo'"
                + " (/etc/httpd/ssl.conf:12); to mend it, if it should be let in, change the rule");
    assertThat(new Explanation(refusal(RefusalCause.UNKNOWN_CA, "/x", null), NOW).sentence())
        .contains("CN=CARC R100L,O=Carcano SA,C=CH to a CA that the host trusts; its issuer is");
  }

  @Test
  void allOfItIsShownInLinesWithTimesFromHere() {
    assertThat(
            String.join(
                "\n",
                new Explanation(refusal(RefusalCause.REVOKED_BY_OCSP, "/x", "d"), NOW).lines()))
        .startsWith(
            """
            Refusal KJ3MX-7TQ2B
              when        2026-11-25 22:00:00 UTC (3 min ago)
              client      192.0.2.7:4711, TLSv1.3, asked for lab.carcano.corp
              host        lab.carcano.corp:443
              path        /x
              error       23, certificate revoked

            Chain
              0  subject  CN=CARC R100L,O=Carcano SA,C=CH
                 issuer   CN=CARC R100L,O=Carcano SA,C=CH
                 serial   01
                 valid    from \
            """)
        .contains(
            """
              anchor CN=CARC R100L,O=Carcano SA,C=CH

            Rules
              SSLVerifyClient require (/etc/httpd/ssl.conf:10)
              Require expr %{SSL_CLIENT_S_DN_O} == 'Foo' (/etc/httpd/ssl.conf:12)

            Asked about revocation
              OCSP on certificate 0, asked of http://ocsp01:9400/: revoked
                signed by CN=OCSP
                produced  2026-11-25 22:00:00 UTC (3 min ago)
                from      2026-11-25 21:00:00 UTC (1 h ago)
                until     2026-11-26 22:03:00 UTC (in 24 h)

            Refused because\
            """);
  }

  @Test
  void whatAClientSendsNeverReachesTheTerminalAsItIs() {
    Refusal refusal =
        refusal(RefusalCause.HANDSHAKE_BROKEN, "/\u001b[2J\u202e\r\n{detail}", "\u0007{host}");

    assertThat(String.join("\n", new Explanation(refusal, NOW).lines()))
        .contains("/\\u001b[2J\\u202e\\u000d\\u000a{detail}")
        .contains("its certificate: \\u0007{host};")
        .doesNotContain("\u001b", "\u202e", "\u0007", "\r");
  }

  @ParameterizedTest
  @CsvSource({
    "2,UNKNOWN_CA",
    "7,BAD_SIGNATURE",
    "9,NOT_YET_VALID",
    "10,EXPIRED",
    "18,SELF_SIGNED",
    "19,SELF_SIGNED",
    "20,UNKNOWN_CA",
    "21,UNKNOWN_CA",
    "26,WRONG_PURPOSE",
    "27,UNKNOWN_CA",
    "34,INVALID_CERTIFICATE",
    "47,INVALID_CERTIFICATE",
    "66,TOO_WEAK",
    "68,TOO_WEAK"
  })
  void whatLibcryptoFindsHasItsCause(int error, RefusalCause cause) {
    assertThat(Finding.ofLibrary(error, 0).cause()).isEqualTo(cause);
  }

  @Test
  void everyFailureOfAListHasItsCause() {
    Map<CrlFailure, RefusalCause> causes =
        Map.of(
            CrlFailure.NO_CRL, RefusalCause.NO_CRL,
            CrlFailure.NOT_FETCHED, RefusalCause.CRL_NOT_FETCHED,
            CrlFailure.NOT_YET_VALID, RefusalCause.CRL_NOT_YET_VALID,
            CrlFailure.EXPIRED, RefusalCause.CRL_EXPIRED,
            CrlFailure.NO_CRL_ISSUER, RefusalCause.CRL_NOT_BELIEVED,
            CrlFailure.NO_CRL_SIGN, RefusalCause.CRL_NOT_BELIEVED,
            CrlFailure.BAD_SIGNATURE, RefusalCause.CRL_NOT_BELIEVED,
            CrlFailure.UNKNOWN_CRITICAL, RefusalCause.CRL_NOT_BELIEVED,
            CrlFailure.OTHER_SCOPE, RefusalCause.CRL_OF_OTHER_SCOPE);
    for (CrlFailure failure : CrlFailure.values()) {
      assertThat(RevocationEvidence.cause(failure)).isEqualTo(causes.get(failure));
    }
  }

  private Refusal refusal(RefusalCause cause, String path, @Nullable String detail) {
    return new Refusal(
        "KJ3MX-7TQ2B",
        cause,
        "2026-11-25T22:00:00Z",
        "192.0.2.7:4711",
        "lab.carcano.corp:443",
        "lab.carcano.corp",
        "TLSv1.3",
        path,
        23,
        0,
        detail,
        List.of(
            new Refusal.Rule("SSLVerifyClient require", "/etc/httpd/ssl.conf:10"),
            new Refusal.Rule(
                "Require expr %{SSL_CLIENT_S_DN_O} == 'Foo'", "/etc/httpd/ssl.conf:12")),
        List.of(Base64.getEncoder().encodeToString(ca.certificate().der())),
        0,
        true,
        List.of(
            new Refusal.Consulted(
                "OCSP",
                0,
                "fetched",
                "http://ocsp01:9400/",
                null,
                null,
                "2026-11-25T22:00:00Z",
                "2026-11-25T21:00:00Z",
                "2026-11-26T22:03:00Z",
                "CN=OCSP",
                "revoked")));
  }
}
