package bulla.agent;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Permission bits of a file.
 *
 * @param bits 0 to 0777
 */
record FileMode(int bits) {

  /**
   * Parses a mode the way a C literal is read: {@code 0640} and {@code 0o640} are octal, {@code
   * 0x1a0} hexadecimal. A decimal such as {@code 600} is refused: it would mean 01130, which nobody
   * wants who writes it.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static FileMode parse(String text) {
    int bits;
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        bits = Integer.parseUnsignedInt(text.substring(2), 16);
      } else if (text.startsWith("0o") || text.startsWith("0O")) {
        bits = Integer.parseUnsignedInt(text.substring(2), 8);
      } else if (text.startsWith("0")) {
        bits = Integer.parseUnsignedInt(text, 8);
      } else {
        Integer.parseUnsignedInt(text);
        throw new IllegalArgumentException(
            "mode \""
                + text
                + "\" would be read as a decimal number; write \"0"
                + text
                + "\" for octal");
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no file mode; write an octal one such as \"0640\"", e);
    }
    if (bits < 0 || bits > 0777) {
      throw new IllegalArgumentException("mode \"" + text + "\" is beyond 0777");
    }
    return new FileMode(bits);
  }

  Set<PosixFilePermission> permissions() {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((bits & 0400 >> i) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  /** {@code 0640}. */
  @Override
  public String toString() {
    return String.format("%04o", bits);
  }
}
