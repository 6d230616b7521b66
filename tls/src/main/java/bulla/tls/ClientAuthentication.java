package bulla.tls;

/** How a client's certificate is asked for; the words are SSLVerifyClient's. */
public enum ClientAuthentication {
  /** Not asked for. */
  NONE,
  /** Asked for; the client may send none. */
  OPTIONAL,
  /** Asked for; without one the handshake fails (RFC 8446 4.4.2.4, certificate_required). */
  REQUIRE
}
