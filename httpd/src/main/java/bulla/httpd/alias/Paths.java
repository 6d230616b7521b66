package bulla.httpd.alias;

import bulla.apacheconf.Captures;
import org.jspecify.annotations.Nullable;

/** URL paths as mod_alias compares them. */
final class Paths {
  private Paths() {}

  /** What follows a prefix of whole segments; null if the path does not begin with it. */
  static @Nullable String rest(String prefix, String uri) {
    if (!uri.startsWith(prefix)) {
      return null;
    }
    boolean whole =
        prefix.endsWith("/")
            || uri.length() == prefix.length()
            || uri.charAt(prefix.length()) == '/';
    return whole ? uri.substring(prefix.length()) : null;
  }

  /** A text with {@code $0} to {@code $9} and {@code &} replaced; a backslash guards them. */
  static String filled(String text, Captures captures) {
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (c == '\\' && (next == '$' || next == '&')) {
        filled.append(next);
        i++;
      } else if (c == '$' && next >= '0' && next <= '9') {
        filled.append(captures.group(next - '0'));
        i++;
      } else if (c == '&') {
        filled.append(captures.group(0));
      } else {
        filled.append(c);
      }
    }
    return filled.toString();
  }
}
