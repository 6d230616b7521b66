package bulla.responder;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The path of a request target. */
final class RequestPath {
  private RequestPath() {}

  /** The path as sent, of an origin-form or absolute-form target (RFC 9112 3.2). */
  static String of(String target) {
    String path = target;
    if (!path.startsWith("/")) {
      int authority = path.indexOf("://");
      int slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** The value of a parameter in the query of a request target, as sent; empty if there is none. */
  static String query(String target, String name) {
    int query = target.indexOf('?');
    if (query >= 0) {
      for (String parameter : target.substring(query + 1).split("&")) {
        if (parameter.startsWith(name + "=")) {
          return parameter.substring(name.length() + 1);
        }
      }
    }
    return "";
  }

  /** The path with its %-escapes decoded; null if one is broken. */
  static @Nullable String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      if (i + 2 >= raw.length) {
        return null;
      }
      int high = Character.digit(raw[i + 1], 16);
      int low = Character.digit(raw[i + 2], 16);
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
