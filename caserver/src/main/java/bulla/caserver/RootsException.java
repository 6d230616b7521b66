package bulla.caserver;

import java.util.List;

/** What the operator must change before the CAs can be served: all of it. */
public final class RootsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception from its lines, each with its file and line. */
  public RootsException(List<String> errors) {
    super(String.join("\n", errors));
  }

  /** The lines, one for each error. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
