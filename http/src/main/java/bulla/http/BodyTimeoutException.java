package bulla.http;

import java.io.IOException;

/** A client did not send its request's body in the time that it has for that. */
public final class BodyTimeoutException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public BodyTimeoutException() {
    super("the request's body did not arrive in time");
  }
}
