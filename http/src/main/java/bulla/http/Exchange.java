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
   * The request's body, whole. May be asked for once. Nothing of a body is read, and no 100
   * (Continue) is sent, before this is called.
   *
   * @param limit the most bytes that are accepted; a longer body fails the stage with {@link
   *     BodyTooLargeException} as soon as that is known, and the connection is closed after the
   *     response
   * @return completes on the event loop; fails with IOException when the client goes away or is too
   *     slow
   */
  CompletionStage<byte[]> body(long limit);

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
