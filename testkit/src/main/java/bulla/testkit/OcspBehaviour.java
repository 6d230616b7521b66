package bulla.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** How a responder answers: rightly once, wrongly in every way that was ever met. */
public sealed interface OcspBehaviour {
  /** What it sends is HTTP 200 with an OCSP response, however wrong. */
  sealed interface Answer extends OcspBehaviour {}

  /** What it does to the connection, or to HTTP. */
  sealed interface Transport extends OcspBehaviour {}

  /** Good, signed by the CA's delegate, fresh for an hour, the nonce echoed. */
  record Good() implements Answer {}

  /** Good, signed by the CA itself. */
  record GoodByIssuer() implements Answer {}

  /** Good, with another time to live. */
  record GoodFor(Duration life) implements Answer {}

  /** Revoked; reason -1 for none. */
  record Revoked(Instant at, int reason) implements Answer {}

  /** The certStatus unknown. */
  record Unknown() implements Answer {}

  /** A response without an answer: 3 tryLater, 6 unauthorized, and so on. */
  record Failure(int status) implements Answer {}

  /** Signed by a key that nobody knows, whose certificate comes along. */
  record WrongSigner() implements Answer {}

  /** Says the delegate's name and brings its certificate, but another key signed. */
  record BrokenSignature() implements Answer {}

  /** Signed by the OCSP delegate of a sibling CA under the same root. */
  record SiblingDelegate() implements Answer {}

  /** Signed by a delegate whose certificate has ended. */
  record ExpiredDelegate() implements Answer {}

  /** Signed by a certificate of the right CA that is not for OCSP signing. */
  record DelegateWithoutPurpose() implements Answer {}

  /** Good, but for the next serial number. */
  record OtherSerial() implements Answer {}

  /** Good for that serial number, but of another issuer. */
  record OtherIssuer() implements Answer {}

  /** Good, but the CertID is hashed otherwise than it was asked. */
  record OtherHash() implements Answer {}

  /** Its nextUpdate is past. */
  record Stale() implements Answer {}

  /** Its thisUpdate is to come. */
  record Future() implements Answer {}

  /** nextUpdate lies before thisUpdate. */
  record Backwards() implements Answer {}

  /** Without nextUpdate. */
  record NoNextUpdate() implements Answer {}

  /** The nonce of another exchange. */
  record ReplayedNonce() implements Answer {}

  /** The nonce is not echoed. */
  record NoNonce() implements Answer {}

  /** Successful, but the response is of an unknown kind. */
  record NotBasic() implements Answer {}

  /** Successful, but no answer is inside. */
  record NoAnswers() implements Answer {}

  /** Good, and the responder is named by its key's hash. */
  record GoodByKey() implements Answer {}

  /** Signed by a delegate whose certificate has not begun. */
  record EarlyDelegate() implements Answer {}

  /** Signed by a delegate whose key is not for signatures. */
  record DelegateWithoutSignature() implements Answer {}

  /** Signed by the issuer of the issuer. */
  record Grandparent() implements Answer {}

  /** Signed by a delegate of the issuer's issuer. */
  record GrandparentsDelegate() implements Answer {}

  /** Signed by a CA that has taken the issuer's name. */
  record Impostor() implements Answer {}

  /** Signed by the delegate of a CA that has taken the issuer's name. */
  record ImpostorsDelegate() implements Answer {}

  /** Signed with MD5. */
  record SignedWithMd5() implements Answer {}

  /** With a critical extension that nobody knows. */
  record CriticalExtension() implements Answer {}

  /** The one answer has a critical extension that nobody knows. */
  record CriticalSingleExtension() implements Answer {}

  /** The signer's certificate stands behind twenty others of its name. */
  record CrowdOfSigners() implements Answer {}

  /** Says good and revoked of the same certificate. */
  record GoodAndRevoked() implements Answer {}

  /** Three octets behind the response. */
  record Trailed() implements Answer {}

  /** No response but SEQUENCEs within SEQUENCEs. */
  record Nested() implements Answer {}

  /** Revoked, signed by the CA itself. */
  record RevokedByIssuer() implements Answer {}

  /** Good, signed by a delegate whose own certificate is to be asked for at {@code url}. */
  record DelegateToBeCheckedAt(String url) implements Answer {}

  /** Half of the octets, and Content-Length says so. */
  record Truncated() implements Answer {}

  /** HTTP 200 with a web page, as captive portals do. */
  record Html() implements Transport {}

  /** HTTP 200 without a body. */
  record EmptyBody() implements Transport {}

  /** Another HTTP status. */
  record HttpStatus(int code, String reason) implements Transport {}

  /** 302 to {@code location}. */
  record Redirect(String location) implements Transport {}

  /** A body without end. */
  record Oversized() implements Transport {}

  /** Header lines without end. */
  record EndlessHeaders() implements Transport {}

  /** A header line without end. */
  record EndlessLine() implements Transport {}

  /** A good response after a while; meanwhile others are served. */
  record Slow(Duration time) implements Transport {}

  /** A good response once it is let go; meanwhile others are served. */
  record Held(CountDownLatch go) implements Transport {}

  /** One octet of a good response per pause. */
  record SlowDrip(Duration pause) implements Transport {}

  /** Promises more octets than it sends before it closes. */
  record ShortBody() implements Transport {}

  /** Resets the connection once the request is read. */
  record Reset() implements Transport {}

  /** Two lengths that differ. */
  record TwoLengths() implements Transport {}

  /** A good response in one chunk (RFC 9112 7.1), which HTTP/1.0 does not know. */
  record Chunked() implements Transport {}

  /** A good response, compressed. */
  record Compressed() implements Transport {}

  /** Closes without a word. */
  record Silence() implements Transport {}

  /** Reads the request and never answers. */
  record Hang() implements Transport {}

  /** Speaks something else than HTTP. */
  record NotHttp() implements Transport {}
}
