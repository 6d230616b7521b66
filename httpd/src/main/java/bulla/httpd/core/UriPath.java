package bulla.httpd.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request target taken apart (RFC 9112 3.2), with httpd's rules for paths. */
sealed interface UriPath {
  /**
   * A path.
   *
   * @param path decoded, without dot segments; begins with a slash
   * @param query null when there is no question mark
   * @param authority of an absolute target; null for others
   */
  record Path(String path, @Nullable String query, @Nullable String authority) implements UriPath {}

  /** {@code OPTIONS *}. */
  record Asterisk() implements UriPath {}

  /**
   * A target that is refused.
   *
   * @param status 400 or 404
   * @param climbs whether it climbs above the root
   */
  record Bad(int status, boolean climbs) implements UriPath {}

  /** Takes a target apart. */
  static UriPath parse(String target, boolean mergeSlashes, CoreSettings.EncodedSlashes slashes) {
    if (target.equals("*")) {
      return new Asterisk();
    }
    String rest = target;
    String authority = null;
    if (!target.startsWith("/")) {
      int scheme = target.indexOf("://");
      if (scheme <= 0) {
        return new Bad(400, false);
      }
      int slash = target.indexOf('/', scheme + 3);
      int question = target.indexOf('?', scheme + 3);
      int end = slash >= 0 ? slash : question >= 0 ? question : target.length();
      authority = target.substring(scheme + 3, end);
      if (authority.isEmpty()) {
        return new Bad(400, false);
      }
      rest = end == slash ? target.substring(end) : "/" + target.substring(end);
    }
    int question = rest.indexOf('?');
    if (question >= 0 && rest.indexOf('#', question) >= 0) {
      return new Bad(400, false);
    }
    String query = question < 0 ? null : rest.substring(question + 1);
    String raw = question < 0 ? rest : rest.substring(0, question);
    if (plain(raw)) {
      return new Path(raw, query, authority);
    }
    return decode(raw, query, authority, mergeSlashes, slashes);
  }

  /** The common case: nothing encoded, no empty and no dot segments. */
  private static boolean plain(String raw) {
    char last = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c > 126 || c == '#' || (last == '/' && (c == '.' || c == '/'))) {
        return false;
      }
      last = c;
    }
    return true;
  }

  private static UriPath decode(
      String raw,
      @Nullable String query,
      @Nullable String authority,
      boolean mergeSlashes,
      CoreSettings.EncodedSlashes slashes) {
    // A fragment is nothing that a client sends (RFC 9110 4.2.5).
    if (raw.indexOf('#') >= 0) {
      return new Bad(400, false);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return new Bad(400, false);
      }
      int value = high * 16 + low;
      if (value == 0 || (value == '/' && slashes == CoreSettings.EncodedSlashes.OFF)) {
        return new Bad(404, false);
      }
      if (value == '/' && slashes == CoreSettings.EncodedSlashes.NO_DECODE) {
        bytes.writeBytes(raw.substring(i, i + 3).getBytes(StandardCharsets.US_ASCII));
      } else {
        bytes.write(value);
      }
      i += 2;
    }
    // Paths are bytes to httpd; names of files are UTF-8 to us. What is not UTF-8 finds no file.
    String decoded = bytes.toString(StandardCharsets.UTF_8);
    String clean = withoutDots(decoded, mergeSlashes);
    return clean == null ? new Bad(400, true) : new Path(clean, query, authority);
  }

  /** Resolves dot segments (RFC 3986 5.2.4); null if the path climbs above the root. */
  private static @Nullable String withoutDots(String path, boolean mergeSlashes) {
    StringBuilder clean = new StringBuilder(path.length());
    int from = 0;
    while (from < path.length()) {
      int end = path.indexOf('/', from + 1);
      int stop = end < 0 ? path.length() : end;
      String segment = path.substring(from, stop);
      switch (segment) {
        case "/." -> {
          if (end < 0) {
            clean.append('/');
          }
        }
        case "/.." -> {
          int last = clean.lastIndexOf("/");
          if (last < 0) {
            return null;
          }
          clean.setLength(last);
          if (end < 0) {
            clean.append('/');
          }
        }
        case "/" -> {
          if (!mergeSlashes || end < 0) {
            clean.append('/');
          }
        }
        default -> clean.append(segment);
      }
      from = stop;
    }
    return clean.isEmpty() ? "/" : clean.toString();
  }

  /** A decoded path in the form for a URL, as httpd escapes it (os_escape_path). */
  static String escape(String path) {
    StringBuilder escaped = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "$-_.+!*'(),:@&=/~".indexOf(c) >= 0;
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append('%');
        escaped.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
      }
    }
    return escaped.toString();
  }
}
