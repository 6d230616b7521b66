package bulla.httpd.ssl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * SSLProtocol: which versions of TLS are spoken. Versions that nobody should speak any more (RFC
 * 8996) are understood and never switched on.
 */
final class Protocols {
  private Protocols() {}

  static final Set<String> SUPPORTED = Set.of("TLSv1.2", "TLSv1.3");

  private static final List<String> OLD = List.of("TLSv1", "TLSv1.1");

  /** What a line of SSLProtocol says, or why it says nothing. */
  sealed interface Reading {
    /**
     * The versions.
     *
     * @param ignored the old versions that were asked for by name
     */
    record Versions(Set<String> spoken, Set<String> ignored) implements Reading {
      public Versions {
        spoken = Set.copyOf(spoken);
        ignored = Set.copyOf(ignored);
      }
    }

    /** httpd's error text. */
    record Wrong(String message) implements Reading {}
  }

  static Reading read(List<String> words) {
    Set<String> spoken = new LinkedHashSet<>();
    Set<String> ignored = new LinkedHashSet<>();
    for (String word : words) {
      char sign = word.isEmpty() ? ' ' : word.charAt(0);
      boolean signed = sign == '+' || sign == '-';
      String name = (signed ? word.substring(1) : word).toLowerCase(Locale.ROOT);
      Set<String> meant = Set.of();
      switch (name) {
        case "all" -> meant = SUPPORTED;
        case "tlsv1.2" -> meant = Set.of("TLSv1.2");
        case "tlsv1.3" -> meant = Set.of("TLSv1.3");
        case "tlsv1", "tlsv1.1" -> {
          if (sign != '-') {
            ignored.add(name.equals("tlsv1") ? OLD.get(0) : OLD.get(1));
          }
        }
        case "sslv2" -> {
          if (sign != '-') {
            return new Reading.Wrong("SSLProtocol: SSLv2 is no longer supported");
          }
        }
        case "sslv3" -> {
          if (sign != '-') {
            return new Reading.Wrong("SSLv3 not supported by this version of OpenSSL");
          }
        }
        default -> {
          return new Reading.Wrong(
              "SSLProtocol: Illegal protocol '" + (signed ? word.substring(1) : word) + "'");
        }
      }
      if (sign == '-') {
        spoken.removeAll(meant);
      } else {
        if (!signed) {
          spoken.clear();
        }
        spoken.addAll(meant);
      }
    }
    return new Reading.Versions(spoken, ignored);
  }
}
