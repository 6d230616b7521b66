package bulla.revocation;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that a certificate may send us to: one word of BullaRevocationAllow. */
public sealed interface AllowedPlace {
  /** Every port. */
  int ANY_PORT = 0;

  /** Whether a URL may be asked at an address; null for one that is not known. */
  boolean covers(HttpUrl url, @Nullable InetAddress address);

  /** Reads a word; empty if it is none. */
  static Optional<AllowedPlace> of(String word) {
    return AllowedPlaceReader.read(word);
  }

  /**
   * A host, or every host below a domain. Whoever runs the domain's name servers chooses the
   * addresses, so this machine's own and those that are no server's need a word of their own.
   *
   * @param name in small letters, without a dot at its end
   * @param below whether the hosts below it are meant, and not itself
   */
  record Name(String name, boolean below, int port) implements AllowedPlace {
    static Name of(String text, int port) {
      boolean below = text.startsWith("*.");
      return new Name(canonical(below ? text.substring(2) : text), below, port);
    }

    @Override
    public boolean covers(HttpUrl url, @Nullable InetAddress address) {
      String host = canonical(url.host());
      return (below ? host.endsWith("." + name) : host.equals(name))
          && (port == ANY_PORT || port == url.port())
          && (address == null || !isSpecial(address));
    }

    private static String canonical(String name) {
      String small = name.toLowerCase(Locale.ROOT);
      return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
    }

    private static boolean isSpecial(InetAddress address) {
      return address.isLoopbackAddress() || SpecialAddresses.isNoServers(address);
    }
  }

  /**
   * The addresses of a network, or a single one.
   *
   * @param prefix in hexadecimal digits, beyond the bits zero
   */
  record Network(String prefix, int bits, int port) implements AllowedPlace {
    static Network of(InetAddress address, int bits, int port) {
      return new Network(prefix(address.getAddress(), bits), bits, port);
    }

    @Override
    public boolean covers(HttpUrl url, @Nullable InetAddress address) {
      return address != null
          && (port == ANY_PORT || port == url.port())
          && prefix(address.getAddress(), bits).equals(prefix);
    }

    private static String prefix(byte[] address, int bits) {
      byte[] prefix = Arrays.copyOf(address, address.length);
      for (int i = 0; i < prefix.length; i++) {
        int left = Math.clamp(bits - i * Byte.SIZE, 0, Byte.SIZE);
        prefix[i] &= (byte) (0xff00 >> left);
      }
      return HexFormat.of().formatHex(prefix);
    }
  }
}
