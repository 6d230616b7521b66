package bulla.tls;

/**
 * User events around {@link TlsConnection#authenticate}: a client may take its time to answer, and
 * whoever does not want to wait closes the channel.
 */
public enum CertificateQuestion {
  /** The question is on its way to the client. */
  PUT,
  /** The client has answered and was accepted; its request goes on. */
  ANSWERED
}
