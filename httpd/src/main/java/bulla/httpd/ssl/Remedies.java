package bulla.httpd.ssl;

import bulla.revocation.OcspFailure;
import bulla.revocation.Probed;
import java.time.Duration;

/** What is wrong with a place that was asked, and what to do about it. */
final class Remedies {
  private Remedies() {}

  /** A place that has not answered while somebody waited. */
  static Asked silent(Asked.Kind kind, String url) {
    return new Asked(
        kind,
        url,
        null,
        "no answer before the time was up",
        "look at what answers there, and at what lies between here and there");
  }

  /** A responder that cannot be asked. */
  static Asked withoutIssuer(String url) {
    return new Asked(
        Asked.Kind.OCSP,
        url,
        null,
        "not asked: the certificate's issuer is not known here",
        "put the issuer's certificate into SSLCertificateChainFile; if this is a client CA, into"
            + " SSLCACertificateFile");
  }

  /**
   * A place that has answered, or failed.
   *
   * @param skew how far clocks may differ
   */
  static Asked judged(Asked.Kind kind, String url, Probed probed, Duration skew) {
    return switch (probed.outcome()) {
      case Probed.Failed(OcspFailure why) ->
          new Asked(kind, url, probed, text(why), remedy(kind, why));
      case Probed.Unfit(String why) ->
          new Asked(
              kind,
              url,
              probed,
              why,
              kind == Asked.Kind.CRL
                  ? "have the CA publish a current list there, signed by itself; until then who"
                      + " needs it is refused"
                  : "have the CA publish its own certificate there, in DER");
      case Probed.Against against ->
          new Asked(
              kind,
              url,
              probed,
              "the certificate is " + against.said(),
              against.said().startsWith("revoked")
                  ? "replace it: clients refuse it, and so does this server"
                  : "have the CA record the certificate at its responder; until then it is"
                      + " refused");
      case Probed.Believed _, Probed.NotKnownThere _ -> onTime(kind, url, probed, skew);
    };
  }

  private static Asked onTime(Asked.Kind kind, String url, Probed probed, Duration skew) {
    Duration ahead = probed.ahead();
    if (ahead == null || ahead.abs().compareTo(skew) <= 0) {
      return new Asked(kind, url, probed, null, null);
    }
    return new Asked(
        kind,
        url,
        probed,
        "its clock and ours differ by %d s".formatted(ahead.abs().toSeconds()),
        "have both follow a time server (NTP): answers count only within their time");
  }

  private static String text(OcspFailure failure) {
    return switch (failure) {
      case OcspFailure.BadUrl _ -> "not a URL that can be asked";
      case OcspFailure.NotAllowed(String _, String address) ->
          "BullaRevocationAllow does not let %s be asked".formatted(address);
      case OcspFailure.NoAddress none -> "the name of " + none.responder() + " has no address";
      case OcspFailure.CannotConnect refused -> refused.text();
      case OcspFailure.TimedOut _ -> "no answer in time";
      case OcspFailure.Broken broken -> "no HTTP came: " + broken.text();
      case OcspFailure.BadStatus bad -> "HTTP status " + bad.statusLine();
      case OcspFailure.TooManyHeaders many -> "more than " + many.limit() + " header lines";
      case OcspFailure.TooLarge large -> "more than " + large.limit() + " octets";
      case OcspFailure.Undecodable _ -> "what came is no OCSP response";
      case OcspFailure.NotSuccessful answer -> "the responder says " + status(answer.status());
      case OcspFailure.NotBasic _ -> "the response is of an unknown kind";
      case OcspFailure.BadNonce _ -> "the nonce did not come back";
      case OcspFailure.BadSignature bad -> bad.text();
      case OcspFailure.OtherCertificate _ -> "the answer is about another certificate";
      case OcspFailure.NotFresh _ -> "the answer is not of this time";
    };
  }

  /** OCSPResponseStatus (RFC 6960 4.2.1). */
  private static String status(int status) {
    return switch (status) {
      case 1 -> "malformedRequest";
      case 2 -> "internalError";
      case 3 -> "tryLater";
      case 5 -> "sigRequired";
      case 6 -> "unauthorized";
      default -> "status " + status;
    };
  }

  private static String remedy(Asked.Kind kind, OcspFailure failure) {
    return switch (failure) {
      case OcspFailure.BadUrl _ -> "only http:// is asked: have the CA name such a place";
      case OcspFailure.NotAllowed _ ->
          "name it in BullaRevocationAllow if certificates may make this server ask it";
      case OcspFailure.NoAddress _ -> "correct the name in DNS, or in /etc/hosts of this machine";
      case OcspFailure.CannotConnect refused ->
          refused.errno() == 111
              ? "nobody listens there: start it, or correct the port"
              : "open the way from here to there in the firewalls, or set SSLOCSPProxyURL";
      case OcspFailure.TimedOut _ ->
          "it takes connections and does not answer: look at its log and its load";
      case OcspFailure.Broken _ -> "look which program listens there: it does not speak HTTP";
      case OcspFailure.BadStatus bad -> remedy(kind, bad.statusLine());
      case OcspFailure.TooManyHeaders _, OcspFailure.TooLarge _ ->
          "look which program answers there: nothing that is needed is so long";
      case OcspFailure.Undecodable _ ->
          "look which program answers there: a web page is no OCSP response";
      case OcspFailure.NotSuccessful(String _, int status) ->
          status == 6
              ? "have the responder answer for this CA: it does not know the certificate"
              : "look at the responder's log";
      case OcspFailure.NotBasic _ -> "have the responder send id-pkix-ocsp-basic (RFC 6960 4.2.1)";
      case OcspFailure.BadNonce _ ->
          "set SSLOCSPUseRequestNonce off: the responder has its answers prepared";
      case OcspFailure.BadSignature _ ->
          "have the CA, or a delegate with OCSPSigning that it has issued, sign the answers; or"
              + " name the signer in SSLOCSPResponderCertificateFile";
      case OcspFailure.OtherCertificate _ ->
          "look which CA the responder serves, and try the other BullaOCSPHash";
      case OcspFailure.NotFresh _ ->
          "have the responder renew its answers, and compare its clock with ours";
    };
  }

  private static String remedy(Asked.Kind kind, String line) {
    if (line.startsWith("5")) {
      return "look at the log of what answers there: it is there, and cannot do its work";
    } else if (line.startsWith("3")) {
      return "have the CA name the place itself: redirections are not followed";
    } else if (line.startsWith("401") || line.startsWith("403")) {
      return "have it answer everybody: nobody has a name and a password there";
    }
    return kind == Asked.Kind.OCSP
        ? "correct the URL's path, or what the site has there"
        : "publish the file there, or correct the URL";
  }
}
