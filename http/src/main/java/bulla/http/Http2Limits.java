package bulla.http;

import java.time.Duration;

/**
 * How HTTP/2 is spoken, beside what {@link HttpLimits} says for every version.
 *
 * @param streams most streams of a connection at once (SETTINGS_MAX_CONCURRENT_STREAMS)
 * @param window bytes of a request's body that may be on their way before a handler takes them
 *     (SETTINGS_INITIAL_WINDOW_SIZE)
 * @param streamMemory most bytes of a response's content that are held in memory for one stream
 * @param dataFrame most content bytes of one DATA frame, 1 to 16384
 * @param paddingBits frames get up to 2 to the power of this, less one, bytes of padding; 0 to 8
 * @param streamTimeout how long a stream may wait for its client: for the next piece of a body, or
 *     for room in its window
 * @param streamErrors how many errors of its streams a client may cause before the connection ends
 * @param modernTls whether RFC 9113 9.2's requirements of TLS 1.2 are insisted on
 * @param direct whether a client that starts with HTTP/2's preface is understood where ALPN settled
 *     nothing (RFC 9113 3.3, prior knowledge)
 */
public record Http2Limits(
    int streams,
    int window,
    int streamMemory,
    int dataFrame,
    int paddingBits,
    Duration streamTimeout,
    int streamErrors,
    boolean modernTls,
    boolean direct) {

  /** The most that a DATA frame may hold while the client has not allowed more (RFC 9113 6.5.2). */
  public static final int LARGEST_DATA_FRAME = 16_384;

  /** mod_http2's defaults. */
  public static Http2Limits defaults() {
    return new Http2Limits(
        100, 65_535, 65_536, LARGEST_DATA_FRAME, 0, Duration.ofSeconds(60), 8, true, false);
  }
}
