package bulla.httpd.ssl;

import org.jspecify.annotations.Nullable;

/**
 * A fact about something that was looked at.
 *
 * @param remedy what to do about it; null if nothing is wrong
 */
public record Fact(String text, @Nullable String remedy) {
  /** Whether something is wrong. */
  public boolean wrong() {
    return remedy != null;
  }

  /** A fact that is as it should be, or cannot be known. */
  static Fact note(String text) {
    return new Fact(text, null);
  }

  /** Something is wrong. */
  static Fact wrong(String text, String remedy) {
    return new Fact(text, remedy);
  }
}
