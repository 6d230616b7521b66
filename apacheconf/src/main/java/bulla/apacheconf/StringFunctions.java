package bulla.apacheconf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** The functions of the expression language that need nothing but their argument. */
final class StringFunctions {
  private static final Set<String> NAMES =
      Set.of(
          "tolower", "toupper", "escape", "unescape", "base64", "unbase64", "md5", "sha1", "ldap");

  private StringFunctions() {}

  /** Whether there is a function of this name, in lower case. */
  static boolean has(String name) {
    return NAMES.contains(name);
  }

  static String call(String name, String argument) {
    byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
    return switch (name) {
      case "tolower" -> argument.toLowerCase(Locale.ROOT);
      case "toupper" -> argument.toUpperCase(Locale.ROOT);
      case "escape" -> escape(bytes);
      case "unescape" -> unescape(bytes);
      case "base64" -> Base64.getEncoder().encodeToString(bytes);
      case "unbase64" -> unbase64(argument);
      case "ldap" -> ldap(bytes);
      default -> digest(name, bytes);
    };
  }

  /** Percent-encodes all but what a path segment may hold (RFC 3986 3.3). */
  private static String escape(byte[] bytes) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 0x80 && (Character.isLetterOrDigit(c) || "$-_.+!*'(),:@&=/~".indexOf(c) >= 0);
      escaped.append(plain ? String.valueOf(c) : "%" + HexFormat.of().toHexDigits(b));
    }
    return escaped.toString();
  }

  private static String unescape(byte[] bytes) {
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%'
          && i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        plain[length++] =
            (byte)
                (HexFormat.fromHexDigit(bytes[i + 1]) * 16 + HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        plain[length++] = bytes[i];
      }
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }

  private static String unbase64(String argument) {
    try {
      return new String(Base64.getDecoder().decode(argument), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  /** RFC 4514 2.4 and RFC 4515 3: the characters that mean something in names and filters. */
  private static String ldap(byte[] bytes) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain = c >= ' ' && c < 0x7f && "()*\\,+\"<>;=#".indexOf(c) < 0;
      escaped.append(plain ? String.valueOf(c) : "\\" + HexFormat.of().toHexDigits(b));
    }
    return escaped.toString();
  }

  private static String digest(String name, byte[] bytes) {
    String algorithm = name.equals("md5") ? "MD5" : "SHA-1";
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + algorithm, impossible);
    }
  }
}
