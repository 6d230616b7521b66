package bulla.revocation;

import org.jspecify.annotations.Nullable;

/**
 * Why no believable OCSP answer could be had. A server's log names each by its own id, so each is a
 * type.
 */
public sealed interface OcspFailure {
  /** The responder, {@code host:port}. */
  String responder();

  /** The URL is broken or not of http; nothing was asked. */
  record BadUrl(String responder, String url) implements OcspFailure {}

  /**
   * BullaRevocationAllow does not let it be asked.
   *
   * @param place the address that it has; behind a proxy the host as the URL has it
   */
  record NotAllowed(String responder, String place) implements OcspFailure {}

  /** The responder's name has no address. */
  record NoAddress(String responder) implements OcspFailure {}

  /**
   * No connection.
   *
   * @param errno the system's error number, 111 for a refused connection; 70007, APR's, when our
   *     own time limit ended the attempt
   * @param text the system's error text, {@code Connection refused}
   */
  record CannotConnect(String responder, int errno, String text) implements OcspFailure {}

  /** The answer did not come in time. */
  record TimedOut(String responder) implements OcspFailure {}

  /** The connection broke, or what came was not HTTP. */
  record Broken(String responder, String text) implements OcspFailure {}

  /** The HTTP status was not 200; {@code statusLine} is code and reason. */
  record BadStatus(String responder, String statusLine) implements OcspFailure {}

  /** More header lines than we take. */
  record TooManyHeaders(String responder, int limit) implements OcspFailure {}

  /** The answer is longer than we take. */
  record TooLarge(String responder, long limit) implements OcspFailure {}

  /** The body is no OCSPResponse. */
  record Undecodable(String responder, String text) implements OcspFailure {}

  /** OCSPResponseStatus was not successful (RFC 6960 4.2.1): 3 tryLater, 6 unauthorized. */
  record NotSuccessful(String responder, int status) implements OcspFailure {}

  /** No basic response inside. */
  record NotBasic(String responder) implements OcspFailure {}

  /** The nonce that was sent did not come back (RFC 9654). */
  record BadNonce(String responder) implements OcspFailure {}

  /** The signature, the signer's certificate or its right to sign could not be verified. */
  record BadSignature(String responder, String text) implements OcspFailure {}

  /** The answer is not about the certificate that was asked. */
  record OtherCertificate(String responder) implements OcspFailure {}

  /** thisUpdate or nextUpdate do not fit the time; {@code status} is the answer's certStatus. */
  record NotFresh(String responder, int status, @Nullable String text) implements OcspFailure {}
}
