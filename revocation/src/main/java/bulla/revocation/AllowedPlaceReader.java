package bulla.revocation;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a word of BullaRevocationAllow.
 *
 * <pre>
 * word    = ( name / address / network ) [ ":" port ]
 * name    = [ "*." ] label *( "." label )
 * address = IPv4 / IPv6 / "[" IPv6 "]"          ; in brackets where a port follows
 * network = address "/" bits                    ; [2001:db8::]/32:80
 * </pre>
 */
final class AllowedPlaceReader {
  private static final Pattern WORD =
      Pattern.compile(
          "(?:\\[(?<six>[0-9a-fA-F:.]+)]|(?<bare>[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)"
              + "|(?<host>[^/:\\[\\]]+))(?:/(?<bits>\\d{1,3}))?(?::(?<port>\\d{1,5}))?");

  /** The last label is no number (RFC 3696 2): else it could be an address. */
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?([\\w-]{1,63}\\.)*(?!\\d+\\.?$)[\\w-]{1,63}\\.?");

  private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private AllowedPlaceReader() {}

  static Optional<AllowedPlace> read(String word) {
    Matcher parts = WORD.matcher(word);
    return parts.matches()
        ? place(host(parts), number(parts.group("bits")), number(parts.group("port")))
        : Optional.empty();
  }

  private static Optional<AllowedPlace> place(
      String host, @Nullable Integer bits, @Nullable Integer port) {
    if (port != null && (port == 0 || port > 0xffff)) {
      return Optional.empty();
    }
    int onPort = port == null ? AllowedPlace.ANY_PORT : port;
    if (bits == null && NAME.matcher(host).matches()) {
      return Optional.of(AllowedPlace.Name.of(host, onPort));
    }
    return address(host).flatMap(address -> network(address, bits, onPort));
  }

  private static Optional<AllowedPlace> network(
      InetAddress address, @Nullable Integer bits, int port) {
    int all = address.getAddress().length * Byte.SIZE;
    return bits != null && bits > all
        ? Optional.empty()
        : Optional.of(AllowedPlace.Network.of(address, bits == null ? all : bits, port));
  }

  private static Optional<InetAddress> address(String text) {
    return text.indexOf(':') < 0 && !FOUR.matcher(text).matches()
        ? Optional.empty()
        : Optional.ofNullable(HostLookup.literal(text));
  }

  private static String host(Matcher parts) {
    String six = parts.group("six");
    String bare = parts.group("bare");
    return six != null ? six : bare != null ? bare : parts.group("host");
  }

  private static @Nullable Integer number(@Nullable String digits) {
    return digits == null ? null : Integer.valueOf(digits);
  }
}
