package bulla.apacheconf;

/**
 * The names that a server gives to expressions, beyond those of the language itself. Asked while an
 * expression is read: what is not known then is an error, never a silent "".
 */
public interface Names {
  /** Whether a variable is known; names compare without case. */
  boolean variable(String name);

  /** Whether a function that gives a string is known; names compare without case. */
  boolean function(String name);

  /** Whether a function that gives a list is known; names compare without case. */
  boolean listFunction(String name);

  /** Whether a unary operator is known: {@code F}, {@code U}. */
  boolean operator(String letter);

  /** No names at all. */
  static Names none() {
    return new Names() {
      @Override
      public boolean variable(String name) {
        return false;
      }

      @Override
      public boolean function(String name) {
        return false;
      }

      @Override
      public boolean listFunction(String name) {
        return false;
      }

      @Override
      public boolean operator(String letter) {
        return false;
      }
    };
  }
}
