package bulla.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One request and its one answer. */
public interface Exchange {
  /** The request's head. */
  Request request();

  /** The connection it came on. */
  Connection connection();

  /** Nanoseconds of {@link System#nanoTime} when the request's first byte was seen. */
  long startNanos();

  /** Milliseconds since the epoch when the request's first byte was seen. */
  long startMillis();

  /**
   * The request's body, whole. Nothing of a body is read, and no 100 (Continue) is sent, before
   * this or {@link #bodyStream} is called. What was read stays and may be asked for again.
   *
   * @param limit the most bytes that are accepted; a longer body fails the stage with {@link
   *     BodyTooLargeException} as soon as that is known, and the connection is closed after the
   *     response
   * @return completes on the event loop; fails with {@link BodyTimeoutException} when the client is
   *     too slow, and with another IOException when it goes away or breaks the framing
   */
  CompletionStage<byte[]> body(long limit);

  /**
   * The request's body, piece by piece, as the client sends it and the caller asks for it; a body
   * that was read whole comes as one piece. Once only. On the event loop or, if nobody else uses
   * the exchange, from any thread.
   *
   * @param limit the most bytes that are accepted of the whole body; as for {@link #body}
   * @return its stages complete and fail as those of {@link #body}
   */
  ContentStream bodyStream(long limit);

  /**
   * Sends the answer. Once only; from any thread. For HEAD the content's length is announced and
   * the content is not sent. A body that was not asked for is skipped or the connection closed.
   */
  void respond(Response response);

  /**
   * Ends the exchange without an answer that the client could see: the response is counted and
   * logged as if sent (httpd's access log after a failed handshake), and the connection is closed.
   */
  void respondIntoTheVoid(Response response);

  /**
   * Puts the exchange, and the wait for the next one, under the times and the keep-alive rules of
   * the host that it turned out to be for. On the event loop, before the body is asked for and the
   * answer is given.
   */
  void limits(HttpLimits limits);

  /**
   * Makes the client ask again over HTTP/1.1, because HTTP/2 cannot do what the request needs
   * (HTTP_1_1_REQUIRED, RFC 9113 7): the response is counted and logged as if sent. The same as
   * {@link #respond} where HTTP/1 is spoken already.
   */
  void requireHttp11(Response response);

  /**
   * How many requests came before this one on its connection. Streams have no order among them; 1
   * for each, as in httpd (%k).
   */
  int requestsBefore();

  /**
   * Called on the event loop when the exchange has ended, however it ended. At most one listener.
   */
  void onEnd(Consumer<Ending> listener);

  /**
   * How an exchange ended.
   *
   * @param status the status sent
   * @param contentBytes bytes of content produced, without framing; httpd's %B
   * @param aborted whether the connection was lost before the last byte was handed to it
   * @param keptAlive whether the connection may carry another request
   * @param durationNanos from the request's first byte to the response's last
   */
  record Ending(
      int status, long contentBytes, boolean aborted, boolean keptAlive, long durationNanos) {}
}
