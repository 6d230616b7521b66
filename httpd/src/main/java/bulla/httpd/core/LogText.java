package bulla.httpd.core;

import java.nio.charset.StandardCharsets;

/** Escapes what clients send before it reaches a log: a log line is never more than one line. */
public final class LogText {
  private LogText() {}

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** httpd's form for error logs: control characters as {@code \n}, {@code \xhh}. */
  static void escape(String text, int length, StringBuilder to) {
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 127) {
        control(c, to);
      } else {
        to.append(c);
      }
    }
  }

  /**
   * httpd's form for access logs: as for error logs, and quote and backslash get a backslash, and
   * what is not ASCII is written byte by byte. Characters up to U+00FF are taken for bytes.
   */
  public static void escapeItem(String text, StringBuilder to) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ' || (c >= 127 && c <= 0xff)) {
        control(c, to);
      } else if (c > 0xff) {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          control((char) (b & 0xff), to);
        }
      } else {
        to.append(c);
      }
    }
  }

  private static void control(char c, StringBuilder to) {
    switch (c) {
      case '\b' -> to.append("\\b");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      case 0x0b -> to.append("\\v");
      default -> to.append("\\x").append(HEX[c >> 4]).append(HEX[c & 0xf]);
    }
  }
}
