package bulla.apacheconf;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses as httpd writes it: an address, {@code 10.1} (the first numbers of one),
 * {@code 10.0.0.0/8}, {@code 10.0.0.0/255.0.0.0}, {@code 2001:db8::/32}. Names are not looked up.
 */
public final class Subnet {
  private final byte[] network;
  private final byte[] mask;

  private Subnet(byte[] network, byte[] mask) {
    this.network = network;
    this.mask = mask;
  }

  /** Reads one; null if the text is none. */
  public static @Nullable Subnet parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = bytes(address);
    int numbers = 0;
    if (bytes == null && slash < 0) {
      String shortened =
          address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
      numbers = shortened.split("\\.", -1).length;
      bytes = numbers < 4 ? bytes(shortened + ".0".repeat(4 - numbers)) : null;
    }
    if (bytes == null) {
      return null;
    }
    byte[] mask =
        slash < 0
            ? prefix(numbers == 0 ? bytes.length * 8 : numbers * 8, bytes.length)
            : mask(text.substring(slash + 1), bytes.length);
    return mask == null ? null : new Subnet(bytes, mask);
  }

  /** Whether an address in text form is in it; text that is no address is in none. */
  public boolean contains(String address) {
    byte[] bytes = bytes(address);
    return bytes != null && contains(bytes);
  }

  /** Whether an address is in it; IPv4 addresses that are written as IPv6 are IPv4 here. */
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  private boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int i = 0; i < network.length; i++) {
      if (((address[i] ^ network[i]) & mask[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte @Nullable [] mask(String text, int length) {
    if (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch(Character::isDigit)) {
      int bits = Integer.parseInt(text);
      return bits <= length * 8 ? prefix(bits, length) : null;
    }
    byte[] mask = bytes(text);
    return mask != null && mask.length == length ? mask : null;
  }

  private static byte[] prefix(int bits, int length) {
    byte[] mask = new byte[length];
    Arrays.fill(mask, 0, bits / 8, (byte) 0xff);
    if (bits % 8 != 0) {
      mask[bits / 8] = (byte) (0xff << (8 - bits % 8));
    }
    return mask;
  }

  private static byte @Nullable [] bytes(String text) {
    try {
      return text.indexOf(':') >= 0 ? Inet6Address.ofLiteral(text).getAddress() : dotted(text);
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  /** Four decimal numbers, nothing else: {@code 10.1} is not 10.0.0.1 here. */
  private static byte @Nullable [] dotted(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = parts[i];
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return null;
      }
      int number = Integer.parseInt(part);
      if (number > 255) {
        return null;
      }
      bytes[i] = (byte) number;
    }
    return bytes;
  }
}
