package bulla.httpd.ssl;

import bulla.httpd.ssl.Refusal.Consulted;
import bulla.pki.CertStatus;
import bulla.revocation.CrlEvidence;
import bulla.revocation.CrlFailure;
import bulla.revocation.OcspEvidence;
import bulla.revocation.OcspFailure;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was asked about revocation, for the record of a refusal. */
final class RevocationEvidence {
  private static final String[] REASONS = {
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "reason 7",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise"
  };

  private RevocationEvidence() {}

  static Consulted of(OcspEvidence answer, int about) {
    OcspEvidence.Times times = answer.times();
    return new Consulted(
        "OCSP",
        about,
        answer.source().toString().toLowerCase(Locale.ROOT),
        cut(answer.responder()),
        null,
        null,
        times == null ? null : times.producedAt().toString(),
        times == null ? null : times.thisUpdate().toString(),
        times == null ? null : text(times.nextUpdate()),
        answer.signer() == null ? null : cut(answer.signer()),
        result(answer));
  }

  static Consulted of(CrlEvidence list, int about) {
    CrlFailure failure = list.failure();
    String listed = list.listed() ? "revoked" : "not listed";
    return new Consulted(
        "CRL",
        about,
        list.origin().source().toString().toLowerCase(Locale.ROOT),
        cut(list.origin().place()),
        cut(list.issuer()),
        (list.number() == null ? "none" : list.number().toString())
            + (list.delta() ? " (delta)" : ""),
        null,
        list.thisUpdate().toString(),
        text(list.nextUpdate()),
        list.signer() == null ? null : cut(list.signer()),
        failure == null ? listed : "does not count: " + failure.text());
  }

  /** When and why a certificate was revoked. */
  static String revoked(Instant at, int reason) {
    return "since " + at + (reason < 0 ? "" : ", " + reason(reason));
  }

  private static String reason(int number) {
    return number < REASONS.length ? REASONS[number] : "reason " + number;
  }

  private static String result(OcspEvidence answer) {
    OcspFailure failure = answer.failure();
    if (failure != null) {
      return "no answer that counts: " + text(failure);
    }
    return switch (answer.status()) {
      case null -> "nothing";
      case CertStatus.Good _ -> "good";
      case CertStatus.Revoked(Instant at, int reason) -> "revoked " + revoked(at, reason);
      case CertStatus.Unknown _ -> "unknown";
    };
  }

  /** What was wrong with a responder or its answer. */
  static String text(OcspFailure failure) {
    return cut(
        switch (failure) {
          case OcspFailure.BadUrl bad -> "'" + bad.url() + "' is no URL of an OCSP responder";
          case OcspFailure.NotAllowed(String responder, String address) ->
              "BullaRevocationAllow does not cover " + address + " of " + responder;
          case OcspFailure.NoAddress none -> "no address is known of " + none.responder();
          case OcspFailure.CannotConnect refused -> refused.responder() + ": " + refused.text();
          case OcspFailure.TimedOut late -> late.responder() + " did not answer in time";
          case OcspFailure.Broken broken -> broken.responder() + " broke the connection off";
          case OcspFailure.BadStatus bad ->
              bad.responder() + " answered with HTTP status " + bad.statusLine();
          case OcspFailure.Undecodable odd -> odd.responder() + " sent what is no OCSP response";
          case OcspFailure.NotSuccessful not ->
              not.responder() + " answered with OCSP status " + status(not.status());
          case OcspFailure.NotBasic not -> not.responder() + " sent no basic response";
          case OcspFailure.BadNonce bad -> "the nonce that was sent did not come back";
          case OcspFailure.BadSignature bad -> bad.text();
          case OcspFailure.OtherCertificate other -> "it is about another certificate";
          case OcspFailure.NotFresh stale -> String.valueOf(stale.text());
          case OcspFailure.TooLarge large ->
              large.responder() + " sent more than " + large.limit() + " octets";
          case OcspFailure.TooManyHeaders many ->
              many.responder() + " sent more than " + many.limit() + " header lines";
        });
  }

  private static String status(int number) {
    return switch (number) {
      case 1 -> "malformedRequest";
      case 2 -> "internalError";
      case 3 -> "tryLater";
      case 5 -> "sigRequired";
      case 6 -> "unauthorized";
      default -> String.valueOf(number);
    };
  }

  static RefusalCause cause(OcspFailure failure) {
    return switch (failure) {
      case OcspFailure.NoAddress _,
          OcspFailure.CannotConnect _,
          OcspFailure.TimedOut _,
          OcspFailure.Broken _ ->
          RefusalCause.RESPONDER_UNREACHABLE;
      case OcspFailure.BadNonce _,
          OcspFailure.BadSignature _,
          OcspFailure.OtherCertificate _,
          OcspFailure.NotBasic _ ->
          RefusalCause.RESPONSE_NOT_BELIEVED;
      case OcspFailure.NotFresh _ -> RefusalCause.RESPONSE_NOT_FRESH;
      case OcspFailure.NotAllowed _ -> RefusalCause.RESPONDER_NOT_ALLOWED;
      case OcspFailure.BadUrl _,
          OcspFailure.BadStatus _,
          OcspFailure.TooManyHeaders _,
          OcspFailure.TooLarge _,
          OcspFailure.Undecodable _,
          OcspFailure.NotSuccessful _ ->
          RefusalCause.RESPONDER_FAILED;
    };
  }

  static RefusalCause cause(CrlFailure failure) {
    return switch (failure) {
      case NO_CRL -> RefusalCause.NO_CRL;
      case NOT_FETCHED -> RefusalCause.CRL_NOT_FETCHED;
      case NOT_YET_VALID -> RefusalCause.CRL_NOT_YET_VALID;
      case EXPIRED -> RefusalCause.CRL_EXPIRED;
      case NO_CRL_ISSUER, NO_CRL_SIGN, BAD_SIGNATURE, UNKNOWN_CRITICAL ->
          RefusalCause.CRL_NOT_BELIEVED;
      case OTHER_SCOPE -> RefusalCause.CRL_OF_OTHER_SCOPE;
    };
  }

  /** URLs and names come from others. */
  private static String cut(String text) {
    return text.length() <= 500 ? text : text.substring(0, 497) + "...";
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
