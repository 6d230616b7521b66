package bulla.apacheconf;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the rest of a line into arguments as httpd does: white space separates; {@code "..."} and
 * {@code '...'} group, and inside them a backslash guards only itself and the quote; outside quotes
 * a backslash is a backslash; a quote that is never closed ends with the line.
 */
public final class Words {
  private final String text;
  private int position;

  private Words(String text) {
    this.text = text;
    skipSpace();
  }

  /** All arguments of a text, in order. */
  public static List<String> split(String text) {
    Words words = new Words(text);
    List<String> all = new ArrayList<>();
    while (words.position < text.length()) {
      all.add(words.next());
    }
    return List.copyOf(all);
  }

  /** The first word of a text, and what follows it. */
  record First(String word, String rest) {}

  /** Takes the first word off. */
  static First first(String text) {
    Words words = new Words(text);
    String word = words.position < text.length() ? words.next() : "";
    return new First(word, text.substring(words.position));
  }

  private String next() {
    char quote = text.charAt(position);
    String word = quote == '"' || quote == '\'' ? quoted(quote) : bare();
    skipSpace();
    return word;
  }

  private String quoted(char quote) {
    StringBuilder word = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != quote) {
      if (text.charAt(position) == '\\' && position + 1 < text.length()) {
        char guarded = text.charAt(position + 1);
        if (guarded == quote || guarded == '\\') {
          position++;
        }
      }
      word.append(text.charAt(position++));
    }
    position = Math.min(position + 1, text.length());
    return word.toString();
  }

  private String bare() {
    int start = position;
    while (position < text.length() && !space(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  private void skipSpace() {
    while (position < text.length() && space(text.charAt(position))) {
      position++;
    }
  }

  private static boolean space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
