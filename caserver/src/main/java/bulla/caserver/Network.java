package bulla.caserver;

import java.net.InetAddress;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 2.3).
 *
 * @param address its first address
 * @param prefix how many leading bits count
 */
record Network(InetAddress address, int prefix) {

  /**
   * Reads {@code 10.0.0.0/8}.
   *
   * @throws IllegalArgumentException if it is no such text; a bare address is none
   */
  static Network of(String text) {
    int slash = text.indexOf('/');
    String bits = text.substring(slash + 1);
    if (slash < 0
        || !bits.matches("\\d{1,3}")
        || !text.substring(0, slash).matches("[\\d.]+|.*:.*")) {
      throw new IllegalArgumentException("invalid CIDR address: " + text);
    }
    InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
    int prefix = Integer.parseInt(bits);
    if (prefix > address.getAddress().length * 8) {
      throw new IllegalArgumentException("invalid CIDR address: " + text);
    }
    return new Network(address, prefix);
  }

  /** Whether an address lies in it. */
  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] asked = other.getAddress();
    if (own.length != asked.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((own[bit / 8] & mask) != (asked[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
