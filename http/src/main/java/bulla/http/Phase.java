package bulla.http;

/** What an HTTP/1 connection is doing. */
enum Phase {
  /** Waits for a request, or reads its head. */
  HEAD,
  /** A handler has the request. */
  EXCHANGE,
  /** A handler has the request and waits for its body. */
  BODY,
  /** A response is on its way that the client takes piece by piece, or that is the last. */
  SENDING,
  /** Answered, and the rest of the request's body is still to come. */
  SKIPPING,
  /** All is said; what the client still sends is thrown away until it has seen that. */
  LINGERING,
  CLOSED
}
