package bulla.apacheconf;

import java.util.Map;
import java.util.regex.Pattern;

/** Writes a PCRE expression in the syntax of java.util.regex, where the two differ. */
final class PcreSyntax {
  private static final Pattern QUANTIFIER = Pattern.compile("\\{\\d+(,\\d*)?\\}");

  private static final Map<String, String> POSIX =
      Map.ofEntries(
          Map.entry("alpha", "\\p{Alpha}"),
          Map.entry("digit", "\\p{Digit}"),
          Map.entry("alnum", "\\p{Alnum}"),
          Map.entry("upper", "\\p{Upper}"),
          Map.entry("lower", "\\p{Lower}"),
          Map.entry("space", "\\s"),
          Map.entry("blank", "\\p{Blank}"),
          Map.entry("punct", "\\p{Punct}"),
          Map.entry("print", "\\p{Print}"),
          Map.entry("graph", "\\p{Graph}"),
          Map.entry("cntrl", "\\p{Cntrl}"),
          Map.entry("xdigit", "\\p{XDigit}"),
          Map.entry("word", "\\w"));

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PcreSyntax(String source) {
    this.source = source;
  }

  static String translate(String source) {
    PcreSyntax syntax = new PcreSyntax(source);
    while (syntax.at < source.length()) {
      syntax.element();
    }
    return syntax.out.toString();
  }

  private void element() {
    char c = source.charAt(at);
    switch (c) {
      case '\\' -> copy(Math.min(2, source.length() - at));
      case '[' -> set();
      // DOLLAR_ENDONLY: not before a last newline.
      case '$' -> replace(1, "\\z");
      case '{' -> {
        if (QUANTIFIER.matcher(source).region(at, source.length()).lookingAt()) {
          copy(1);
        } else {
          replace(1, "\\{");
        }
      }
      case '(' -> {
        if (source.startsWith("(?P<", at)) {
          replace(4, "(?<");
        } else {
          copy(1);
        }
      }
      default -> copy(1);
    }
  }

  /** In the JDK a bracket or && inside a set is an operator, and a leading ] ends it. */
  private void set() {
    copy(1);
    if (at < source.length() && source.charAt(at) == '^') {
      copy(1);
    }
    boolean first = true;
    while (at < source.length() && (first || source.charAt(at) != ']')) {
      member();
      first = false;
    }
    if (at < source.length()) {
      copy(1);
    }
  }

  private void member() {
    char c = source.charAt(at);
    if (c == '[' && at + 1 < source.length() && source.charAt(at + 1) == ':') {
      int end = source.indexOf(":]", at + 2);
      String posix = end < 0 ? null : POSIX.get(source.substring(at + 2, end));
      if (posix != null) {
        replace(end + 2 - at, posix);
        return;
      }
    }
    switch (c) {
      case '\\' -> copy(Math.min(2, source.length() - at));
      case '[', ']', '&', '^' -> replace(1, "\\" + c);
      default -> copy(1);
    }
  }

  private void copy(int length) {
    out.append(source, at, at + length);
    at += length;
  }

  private void replace(int length, String text) {
    out.append(text);
    at += length;
  }
}
