package bulla.openssl;

/** How a call on a connection ended. */
public enum Step {
  /** It did what it was to do. */
  DONE,
  /** It can go on when more bytes of the peer have been fed. */
  WANT_INPUT,
  /** {@link SslOwner#contextFor} has put its answer off. */
  WANT_DECISION,
  /** The peer sent close_notify. */
  CLOSED,
  /** The connection is dead. An alert may wait to be sent. */
  FAILED
}
