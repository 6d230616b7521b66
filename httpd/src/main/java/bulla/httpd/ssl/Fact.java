package bulla.httpd.ssl;

import org.jspecify.annotations.Nullable;

/**
 * A fact about something that was looked at.
 *
 * @param remedy what to do about it; null for a note
 */
public record Fact(Severity severity, String text, @Nullable String remedy) {
  /** What a fact means for who runs the server. */
  public enum Severity {
    /** It is as it should be, or cannot be known. */
    NOTE,
    /** It works for some clients and not for others. */
    WARNING,
    /** It does not work, or soon will not. */
    WRONG
  }

  /** Whether something is wrong. */
  public boolean wrong() {
    return severity == Severity.WRONG;
  }

  static Fact note(String text) {
    return new Fact(Severity.NOTE, text, null);
  }

  static Fact warning(String text, String remedy) {
    return new Fact(Severity.WARNING, text, remedy);
  }

  static Fact wrong(String text, String remedy) {
    return new Fact(Severity.WRONG, text, remedy);
  }
}
