package bulla.http;

import java.util.concurrent.CompletableFuture;

/**
 * What an exchange's calls end up at: the HTTP/1 connection that it came on, or the HTTP/2 stream.
 * All but {@link #inEventLoop} on the event loop only. Whoever asks for an exchange that is over is
 * told so in the exchange's own way: its stage fails, its answer is counted as seen by nobody.
 */
interface Carrier {
  /** The connection below. */
  ServerConnection connection();

  /** Whether the caller is on the event loop; from any thread. */
  boolean inEventLoop();

  /**
   * Reads the next piece of the exchange's body for its handler: completes the stage with what has
   * arrived, at its end with no bytes. The exchange is given its trailers before that.
   *
   * @param limit the most bytes of the whole body; a longer one fails with BodyTooLargeException
   */
  void readBody(ServerExchange asking, long limit, CompletableFuture<byte[]> stage);

  /** Puts the exchange under its host's limits; a stream stays under its connection's. */
  default void limits(ServerExchange exchange, HttpLimits hostLimits) {}

  /** Sends a handler's answer. */
  void answer(ServerExchange answered, Response response);

  /** Counts an answer that no one will see, and closes the connection. */
  void answerNobody(ServerExchange answered, Response response);

  /** Makes the client ask again over HTTP/1.1; counts an answer that no one will see. */
  void requireHttp11(ServerExchange answered, Response response);
}
