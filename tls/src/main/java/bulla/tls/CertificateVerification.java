package bulla.tls;

/**
 * User events around a step that may wait for somebody's word on the client's certificate, or for
 * its session. It may take as long as a responder does: meanwhile it is not the client who is
 * waited for. What an event loop tells at once has none.
 */
public enum CertificateVerification {
  /** The step waits for its turn, or runs. */
  BEGUN,
  /** It is the client's turn again, or the handshake is over. */
  ENDED
}
