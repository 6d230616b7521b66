package bulla.httpd.ssl;

import java.util.ArrayList;
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

  /** Added to every list of ciphers, as in httpd: these serve nobody. */
  static final String NEVER = ":!aNULL:!eNULL:!EXP";

  /** What TLS 1.2 has that is as good as TLS 1.3: forward secrecy and authenticated encryption. */
  static final String STRICT_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM" + NEVER;

  private static final List<String> OLD = List.of("TLSv1", "TLSv1.1");

  /** What a line of SSLProtocol says, or why it says nothing. */
  sealed interface Reading {
    /**
     * The versions.
     *
     * @param ignored the old versions that were asked for by name
     * @param overriding words without a sign that do away with what stands before them
     */
    record Versions(Set<String> spoken, Set<String> ignored, List<String> overriding)
        implements Reading {
      public Versions {
        spoken = Set.copyOf(spoken);
        ignored = Set.copyOf(ignored);
        overriding = List.copyOf(overriding);
      }
    }

    /** httpd's error text. */
    record Wrong(String message) implements Reading {}
  }

  static Reading read(List<String> words) {
    Set<String> spoken = new LinkedHashSet<>();
    Set<String> ignored = new LinkedHashSet<>();
    List<String> overriding = new ArrayList<>();
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
        if (!signed && !spoken.isEmpty()) {
          overriding.add(word);
          spoken.clear();
        }
        spoken.addAll(meant);
      }
    }
    return new Reading.Versions(spoken, ignored, overriding);
  }
}
