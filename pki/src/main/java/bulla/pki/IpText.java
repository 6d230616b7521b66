package bulla.pki;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** IP addresses as text: dotted decimal, or RFC 5952. */
final class IpText {
  private IpText() {}

  static String of(byte[] address) {
    return switch (address.length) {
      case 4 ->
          "%d.%d.%d.%d"
              .formatted(
                  address[0] & 0xff, address[1] & 0xff, address[2] & 0xff, address[3] & 0xff);
      case 16 -> version6(address);
      default -> HexFormat.of().formatHex(address);
    };
  }

  /** RFC 5952 4.2: the longest run of two or more zero groups, the first of equals, is "::". */
  private static String version6(byte[] address) {
    List<String> groups = new ArrayList<>();
    int longest = 1;
    int from = -1;
    int run = 0;
    for (int i = 0; i < 8; i++) {
      int group = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
      groups.add(Integer.toHexString(group));
      run = group == 0 ? run + 1 : 0;
      if (run > longest) {
        longest = run;
        from = i - run + 1;
      }
    }
    return from < 0
        ? String.join(":", groups)
        : String.join(":", groups.subList(0, from))
            + "::"
            + String.join(":", groups.subList(from + longest, 8));
  }
}
