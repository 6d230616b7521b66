package bulla.tls;

/**
 * Asks in the first handshake, and never requires, where asking later is impossible: on TLS 1.3 a
 * client that did not offer post_handshake_auth (RFC 8446 4.2.6), as no browser does, could not
 * show its certificate to a path that needs one.
 *
 * <p>The chain is verified, and whatever comes of it the handshake goes on: {@link
 * TlsConnection#handshakeRequested} tells that the certificate has not been accepted by anybody. No
 * session is handed out that would bring back an empty or bad answer.
 *
 * @param depth the most certificates above the leaf that any path allows, SSLVerifyDepth
 */
public record HandshakeRequest(int depth) {}
