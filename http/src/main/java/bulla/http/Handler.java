package bulla.http;

import java.net.InetSocketAddress;

/**
 * Answers requests. Called on the connection's event loop, one exchange of a connection at a time
 * and in order: must not block; what blocks is handed to a virtual thread, and the exchange is
 * answered from there.
 */
public interface Handler {
  /** Answers a well-formed request, now or later, by {@link Exchange#respond}. */
  void handle(Exchange exchange);

  /**
   * Answers what could not become a request. The connection is closed after the response. The
   * exchange's request holds what was understood of it.
   */
  void refuse(Exchange exchange, Refusal refusal);

  /**
   * Whether another handler answers new connections by now: those of this one end in good order,
   * without a request lost. Called often, and on any thread.
   */
  default boolean retired() {
    return false;
  }

  /**
   * A client has taken longer to send something than {@link ReadTimeouts} allows. What comes of it
   * follows: a refusal, a body that fails, the connection's end. On the event loop.
   *
   * @param client the client's address
   * @param local our own
   */
  default void tooSlow(InetSocketAddress client, InetSocketAddress local, ReadTimeouts.Part part) {}
}
