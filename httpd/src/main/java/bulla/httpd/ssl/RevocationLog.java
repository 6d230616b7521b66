package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.SystemError;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.revocation.OcspFailure;
import bulla.revocation.Verdict;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Writes how a question about revocation went, in mod_ssl's lines.
 *
 * @param base the log of the address's first host: what concerns the connection, with its client
 * @param host the log of the host that SNI named: what concerns the answer, without client
 * @param client whose certificate it is; null when the question is about our own (stapling)
 */
record RevocationLog(HostLog base, HostLog host, @Nullable InetSocketAddress client) {

  private static final SystemError NO_NAME = new SystemError(670_002, "Name or service not known");
  private static final SystemError TIMED_OUT =
      new SystemError(70_007, "The timeout specified has expired");

  void verdict(Verdict verdict, Certificate certificate) {
    switch (verdict) {
      case Verdict.Good good -> status(LogLevel.INFO, "good", 0, -1, certificate);
      case Verdict.Revoked revoked ->
          status(LogLevel.ERROR, "revoked", 1, revoked.reason(), certificate);
      case Verdict.Unknown unknown -> status(LogLevel.ERROR, "unknown", 2, -1, certificate);
      case Verdict.NoResponder none ->
          connection(
              LogLevel.DEBUG,
              null,
              "AH01918: no OCSP responder specified in certificate and no default configured");
      case Verdict.Unavailable unavailable -> failure(unavailable.why(), certificate);
    }
  }

  /** A client that is let in although nobody knows whether its certificate is revoked. */
  void forgiven(RevocationPolicy policy, Certificate certificate) {
    detailed(
        LogLevel.WARN,
        "OCSP validation not possible, accepted by BullaRevocationPolicy " + policy,
        certificate);
  }

  /** A question that was not answered. */
  void failure(OcspFailure failure, Certificate certificate) {
    switch (failure) {
      case OcspFailure.NotSuccessful answer ->
          host.server(
              Ssl.LOG, LogLevel.ERROR, "AH01922: OCSP response not successful: " + answer.status());
      case OcspFailure.NotBasic answer ->
          host.server(Ssl.LOG, LogLevel.ERROR, "AH01923: could not retrieve OCSP basic response");
      case OcspFailure.BadNonce answer ->
          host.server(Ssl.LOG, LogLevel.ERROR, "AH01924: Bad OCSP responder answer (bad nonce)");
      case OcspFailure.BadSignature answer -> {
        host.server(Ssl.LOG, LogLevel.ERROR, "AH01925: failed to verify the OCSP response");
        host.server(Ssl.LOG, LogLevel.ERROR, LibraryErrors.line(answer.text()));
      }
      case OcspFailure.OtherCertificate answer ->
          detailed(LogLevel.ERROR, "AH02272: failed to retrieve OCSP response status", certificate);
      case OcspFailure.NotFresh answer -> {
        detailed(LogLevel.ERROR, "AH02273: OCSP response outside validity period", certificate);
        String word =
            switch (answer.status()) {
              case 0 -> "good";
              case 1 -> "revoked";
              default -> "unknown";
            };
        LogLevel level = answer.status() == 0 ? LogLevel.INFO : LogLevel.ERROR;
        status(level, word, answer.status(), -1, certificate);
      }
      default -> transport(failure);
    }
  }

  /** A responder that could not be reached, or did not speak properly. */
  void transport(OcspFailure failure) {
    switch (failure) {
      case OcspFailure.BadUrl bad ->
          connection(
              LogLevel.DEBUG,
              null,
              "AH01920: cannot handle OCSP responder URI '" + bad.url() + "'");
      case OcspFailure.NotAllowed(String responder, String address) ->
          connection(LogLevel.ERROR, null, notAllowed("OCSP responder", responder, address));
      case OcspFailure.NoAddress unknown ->
          connection(
              LogLevel.ERROR,
              NO_NAME,
              "AH01972: could not resolve address of OCSP responder " + name(unknown.responder()));
      case OcspFailure.CannotConnect refused ->
          connection(
              LogLevel.ERROR,
              new SystemError(refused.errno(), refused.text()),
              "AH01974: could not connect to OCSP responder '" + refused.responder() + "'");
      case OcspFailure.TimedOut late -> noAnswer(TIMED_OUT);
      case OcspFailure.Broken broken -> noAnswer(null);
      case OcspFailure.BadStatus bad ->
          connection(
              LogLevel.ERROR, null, "AH01980: bad response from OCSP server: " + bad.statusLine());
      case OcspFailure.TooLarge large ->
          connection(
              LogLevel.ERROR,
              null,
              "AH01986: OCSP response size exceeds " + large.limit() + " limit");
      default -> connection(LogLevel.ERROR, null, "AH01988: failed to decode OCSP response data");
    }
  }

  private void noAnswer(@Nullable SystemError error) {
    connection(LogLevel.ERROR, error, "AH01977: failed reading line from OCSP server");
    connection(LogLevel.ERROR, null, "AH01980: bad response from OCSP server: (none)");
  }

  private void status(
      LogLevel level, String word, int status, int reason, Certificate certificate) {
    detailed(
        level,
        "AH03239: OCSP validation completed, certificate status: "
            + word
            + " ("
            + status
            + ", "
            + reason
            + ")",
        certificate);
  }

  private void detailed(LogLevel level, String message, Certificate certificate) {
    if (base.permits(Ssl.LOG, level)) {
      connection(level, null, message + CertificateDetails.suffix(certificate, message.length()));
    }
  }

  private void connection(LogLevel level, @Nullable SystemError error, String message) {
    if (client == null) {
      base.server(Ssl.LOG, level, error, message);
    } else {
      base.connection(Ssl.LOG, level, error, client, message);
    }
  }

  /** Says which directive keeps us from asking, and what it would have to cover. */
  static String notAllowed(String what, String place, String address) {
    return what + " '" + place + "' not asked: BullaRevocationAllow does not cover " + address;
  }

  private static String name(String responder) {
    int colon = responder.lastIndexOf(':');
    return colon < 0 ? responder : responder.substring(0, colon);
  }
}
