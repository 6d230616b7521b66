package bulla.apacheconf;

/**
 * Shell patterns as httpd matches them (apr_fnmatch): {@code *}, {@code ?}, {@code [a-z]}, {@code
 * [!a]}, and a backslash before any of them.
 */
public final class Wildcard {
  private Wildcard() {}

  /** Whether a text is a pattern at all. */
  public static boolean hasWildcards(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || (c == '[' && text.indexOf(']', i) > 0)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a name matches, where no wildcard matches {@code /}.
   *
   * @param period whether a leading period must be matched by a period (FNM_PERIOD)
   */
  public static boolean matches(String pattern, String name, boolean period) {
    return match(pattern, name, period, true);
  }

  /** Whether a text matches, where wildcards match every character. */
  public static boolean matchesAny(String pattern, String text) {
    return match(pattern, text, false, false);
  }

  /**
   * Greedy matching that backs up to the last star only: enough for shell patterns, and its time is
   * bounded by the product of the lengths.
   */
  private static boolean match(String pattern, String name, boolean period, boolean pathname) {
    if (period && name.startsWith(".") && !pattern.startsWith(".")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int starPattern = -1;
    int starName = -1;
    while (n < name.length()) {
      int after = one(pattern, p, name.charAt(n), pathname);
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = ++p;
        starName = n;
      } else if (after >= 0) {
        p = after;
        n++;
      } else if (starPattern >= 0 && !(pathname && name.charAt(starName) == '/')) {
        p = starPattern;
        n = ++starName;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on after it has matched one character; -1 if it does not match. */
  private static int one(String pattern, int at, char c, boolean pathname) {
    if (at >= pattern.length()) {
      return -1;
    }
    return switch (pattern.charAt(at)) {
      case '*' -> -1;
      case '?' -> pathname && c == '/' ? -1 : at + 1;
      case '[' -> set(pattern, at, c, pathname);
      case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
      default -> pattern.charAt(at) == c ? at + 1 : -1;
    };
  }

  private static int set(String pattern, int at, char c, boolean pathname) {
    int i = at + 1;
    boolean negated =
        i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
    if (negated) {
      i++;
    }
    int close = pattern.indexOf(']', i + 1);
    if (close < 0) {
      return c == '[' ? at + 1 : -1;
    }
    if (pathname && c == '/') {
      return -1;
    }
    boolean found = false;
    while (i < close) {
      char from = pattern.charAt(i);
      char to = from;
      if (i + 2 < close && pattern.charAt(i + 1) == '-') {
        to = pattern.charAt(i + 2);
        i += 2;
      }
      found |= from <= c && c <= to;
      i++;
    }
    return found != negated ? close + 1 : -1;
  }
}
