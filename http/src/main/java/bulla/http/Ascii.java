package bulla.http;

/** Looks at bytes as the ASCII that HTTP's grammar is written in (RFC 9110 5.6, RFC 5234). */
final class Ascii {
  private static final int TOKEN = 1;
  private static final int FIELD_VALUE = 2;
  private static final int TARGET = 4;
  private static final int HOST = 8;

  /** For each byte, the sets that it belongs to. */
  private static final byte[] SETS = sets();

  private Ascii() {}

  /** tchar (RFC 9110 5.6.2). */
  static boolean isToken(byte b) {
    return (SETS[b & 0xff] & TOKEN) != 0;
  }

  /** What a field value may hold: field-vchar, SP and HTAB (RFC 9110 5.5). */
  static boolean isFieldValue(byte b) {
    return (SETS[b & 0xff] & FIELD_VALUE) != 0;
  }

  /**
   * What a request target may hold here: visible characters, and bytes above 127, which clients do
   * send unescaped.
   */
  static boolean isTarget(byte b) {
    return (SETS[b & 0xff] & TARGET) != 0;
  }

  /** What a registered name may hold (RFC 3986 3.2.2), percent signs with it. */
  static boolean isHost(byte b) {
    return (SETS[b & 0xff] & HOST) != 0;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The value of a hexadecimal digit; -1 for anything else. */
  static int hexDigit(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static boolean equals(String text, byte[] bytes, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != (bytes[start + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  static boolean equalsIgnoreCase(String text, byte[] bytes, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(text.charAt(i)) != lower(bytes[start + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  private static byte[] sets() {
    byte[] sets = new byte[256];
    for (int c = 0x21; c < 0x7f; c++) {
      sets[c] |= FIELD_VALUE | TARGET;
    }
    for (int c = 0x80; c < 0x100; c++) {
      sets[c] |= FIELD_VALUE | TARGET;
    }
    sets[' '] |= FIELD_VALUE;
    sets['\t'] |= FIELD_VALUE;
    String alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    mark(sets, alphanumeric + "!#$%&'*+-.^_`|~", TOKEN);
    mark(sets, alphanumeric + "-._~!$&'()*+,;=%", HOST);
    return sets;
  }

  private static void mark(byte[] sets, String characters, int set) {
    for (int i = 0; i < characters.length(); i++) {
      sets[characters.charAt(i)] |= (byte) set;
    }
  }
}
