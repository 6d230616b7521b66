package bulla.http;

import java.io.IOException;

/** A client's request body is longer than what was asked for. */
public final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  /** Makes the exception; {@code limit} in bytes. */
  public BodyTooLargeException(long limit) {
    super("request body exceeds maximum size (" + limit + ")");
    this.limit = limit;
  }

  /** The limit that was exceeded, in bytes. */
  public long limit() {
    return limit;
  }
}
