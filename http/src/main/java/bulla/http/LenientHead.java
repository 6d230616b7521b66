package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a head that is not quite RFC 9112's as one that is, for who cannot have his clients
 * mended. Lines may end with a bare LF (2.2), values may be folded (5.2) and hold control
 * characters, a request line may have more white space than it needs (3) and its protocol's name in
 * small letters. What frames a message stays as strict as ever.
 */
final class LenientHead {
  private static final Pattern SPACES = Pattern.compile(" +");
  private static final Pattern CONTROLS =
      Pattern.compile("[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");
  private static final Pattern PROTOCOL = Pattern.compile("http/\\d\\.\\d");

  private LenientHead() {}

  /** The head with CRLF at each line's end; what cannot be mended is left to be refused. */
  static byte[] mended(byte[] bytes) {
    StringBuilder head = new StringBuilder(bytes.length + 16);
    String[] lines = new String(bytes, ISO_8859_1).split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      if (i == 0) {
        head.append(requestLine(line));
      } else if (i > 1 && !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
        head.setLength(head.length() - 2);
        head.append(' ').append(value(line.strip()));
      } else {
        int colon = line.indexOf(':') + 1;
        head.append(line, 0, colon).append(value(line.substring(colon)));
      }
      head.append("\r\n");
    }
    return head.toString().getBytes(ISO_8859_1);
  }

  private static String requestLine(String line) {
    String single = SPACES.matcher(line.stripTrailing()).replaceAll(" ");
    int last = single.lastIndexOf(' ') + 1;
    String protocol = single.substring(last);
    return PROTOCOL.matcher(protocol).matches()
        ? single.substring(0, last) + protocol.toUpperCase(Locale.ROOT)
        : single;
  }

  private static String value(String text) {
    return CONTROLS.matcher(text).replaceAll(" ");
  }
}
