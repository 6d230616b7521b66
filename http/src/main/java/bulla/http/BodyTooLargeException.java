package bulla.http;

import java.io.IOException;

/** A client's request body is longer than what was asked for. */
public final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long limit;
  private final long seen;

  /** Makes the exception for a byte too many; {@code limit} in bytes. */
  public BodyTooLargeException(long limit) {
    this(limit, limit + 1);
  }

  /** Makes the exception; {@code limit} in bytes, {@code seen} what was announced or has come. */
  public BodyTooLargeException(long limit, long seen) {
    super("request body exceeds maximum size (" + limit + ")");
    this.limit = limit;
    this.seen = seen;
  }

  /** Bytes that were announced, or that had come when it was too much. */
  public long seen() {
    return seen;
  }

  /** The limit that was exceeded, in bytes. */
  public long limit() {
    return limit;
  }
}
