package bulla.apacheconf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as httpd's files write it: PCRE with httpd's default flags DOTALL and
 * DOLLAR_ENDONLY. What PCRE has and the JDK has not (recursion, conditions, {@code \K}) does not
 * compile. Immutable.
 *
 * <p>Matching is bounded: an expression that would search for ever on an unlucky text fails
 * instead, as PCRE's match limit makes it fail in httpd.
 */
public final class Regex {
  /** The longest text that is searched, characters. */
  public static final int LONGEST_TEXT = 1 << 16;

  private static final long MOST_STEPS = 4_000_000;

  private final String source;
  private final Pattern pattern;
  private final int groups;

  private Regex(String source, Pattern pattern) {
    this.source = source;
    this.pattern = pattern;
    this.groups = pattern.matcher("").groupCount();
  }

  /**
   * Compiles an expression.
   *
   * @throws ExpressionException if it cannot be compiled
   */
  public static Regex compile(String source, boolean ignoreCase) throws ExpressionException {
    try {
      int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      return new Regex(source, Pattern.compile(PcreSyntax.translate(source), flags));
    } catch (PatternSyntaxException bad) {
      throw new ExpressionException("Failed to compile regular expression");
    }
  }

  /** The expression as it was written. */
  public String source() {
    return source;
  }

  /** The names of its groups. */
  public java.util.Set<String> groupNames() {
    return pattern.namedGroups().keySet();
  }

  /**
   * Searches a text.
   *
   * @param captures set to the groups if the expression has any; cleared if it has and is not found
   * @throws ExpressionException if the search takes too long
   */
  public boolean find(String text, Captures captures) throws ExpressionException {
    Matcher matcher = search(text);
    boolean found = matched(matcher);
    if (groups > 0) {
      if (found) {
        captures.set(matcher);
      } else {
        captures.clear();
      }
    }
    return found;
  }

  /** Searches a text, and gives the text of a named group; "" if it is not found. */
  public String group(String text, String name) throws ExpressionException {
    Matcher matcher = search(text);
    if (!matched(matcher)) {
      return "";
    }
    String group = matcher.group(name);
    return group == null ? "" : group;
  }

  private Matcher search(String text) throws ExpressionException {
    if (text.length() > LONGEST_TEXT) {
      throw new ExpressionException("text too long for a regular expression");
    }
    return pattern.matcher(new Counted(text, new long[] {MOST_STEPS}));
  }

  private static boolean matched(Matcher matcher) throws ExpressionException {
    try {
      return matcher.find();
    } catch (TooManyStepsException tooMany) {
      throw new ExpressionException("regular expression takes too long");
    } catch (StackOverflowError deep) {
      // The JDK matches repeated groups by recursion; the text of a client decides how deep.
      throw new ExpressionException("regular expression nests too deep");
    }
  }

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyStepsException() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private record Counted(String text, long[] left) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (left[0]-- <= 0) {
        throw new TooManyStepsException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
