package bulla.revocation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses that no server has (IANA's registries of special-purpose addresses, RFC 6890). */
final class SpecialAddresses {
  /** 64:ff9b::/96 (RFC 6052): a translator on the way makes an IPv4 address of it. */
  private static final byte[] TRANSLATED = {
    0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private SpecialAddresses() {}

  /** Whether it is unspecified, of one link alone, of many hosts, or reserved. */
  static boolean isNoServers(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 16
        && Arrays.equals(octets, 0, TRANSLATED.length, TRANSLATED, 0, TRANSLATED.length)) {
      return isNoServers(fourOf(octets));
    }
    return address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || (octets.length == 4 && (octets[0] == 0 || (octets[0] & 0xf0) == 0xf0));
  }

  private static InetAddress fourOf(byte[] octets) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(octets, TRANSLATED.length, octets.length));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four octets are an address", impossible);
    }
  }
}
