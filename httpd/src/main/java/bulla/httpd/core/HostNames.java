package bulla.httpd.core;

import bulla.apacheconf.Wildcard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of hosts, as configurations and clients write them. */
final class HostNames {
  private HostNames() {}

  /** ServerAlias's match: without case, {@code *} for any run and {@code ?} for one character. */
  static boolean matches(String alias, String name) {
    return isWild(alias)
        ? Wildcard.matchesAny(alias.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
        : alias.equalsIgnoreCase(name);
  }

  /** Whether an alias may stand for several names. */
  static boolean isWild(String alias) {
    return alias.indexOf('*') >= 0 || alias.indexOf('?') >= 0;
  }

  /** This machine's name, for servers without ServerName; looked up once. */
  static String local() {
    return Local.NAME;
  }

  private static final class Local {
    static final String NAME = lookUp();

    private static String lookUp() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException nameless) {
        return "localhost";
      }
    }
  }

  /**
   * The name in a Host field: without port and trailing dot.
   *
   * @return null if it is no name that RFC 9110 7.2 allows
   */
  static @Nullable String ofField(String field) {
    String name = field;
    if (name.startsWith("[")) {
      int end = name.indexOf(']');
      if (end < 0 || !portOrNothing(name.substring(end + 1))) {
        return null;
      }
      return name.substring(0, end + 1);
    }
    int colon = name.indexOf(':');
    if (colon >= 0) {
      if (!portOrNothing(name.substring(colon))) {
        return null;
      }
      name = name.substring(0, colon);
    }
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~!$&'()*+,;=%".indexOf(c) >= 0;
      if (!fits || (c == '.' && i > 0 && name.charAt(i - 1) == '.')) {
        return null;
      }
    }
    return name;
  }

  private static boolean portOrNothing(String text) {
    if (text.isEmpty() || text.equals(":")) {
      return true;
    }
    return text.charAt(0) == ':'
        && text.length() <= 6
        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }
}
