package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.util.Locale;

/** The directives of sessions: tickets, their keys, the cache. */
final class SessionDirectives {
  private SessionDirectives() {}

  private static final long DEFAULT_SIZE = 512 * 1024;
  private static final long LEAST_SIZE = 8192;

  static void addTo(Rules rules) {
    rules
        .server(
            "SSLSessionCache",
            Arguments.ONE,
            "SSL Session Cache storage ('none', 'nonenotnull', 'dbm:/path/to/file')",
            SessionDirectives::cache)
        .host(
            "SSLSessionCacheTimeout",
            Arguments.ONE,
            "SSL Session Cache object lifetime ('N' - number of seconds)",
            SessionDirectives::life)
        .host(
            "SSLSessionTickets",
            Arguments.FLAG,
            "Enable or disable TLS session tickets('on', 'off')",
            Meanings.flag(SslSettings.SESSION_TICKETS))
        .host(
            "SSLSessionTicketKeyFile",
            Arguments.ONE,
            "TLS session ticket encryption/decryption key file (RFC 5077) ('/path/to/file' - file"
                + " with 48 bytes of random data)",
            Meanings.file(SslSettings.TICKET_KEY_FILE));
  }

  private static void cache(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    int colon = argument.indexOf(':');
    String name = (colon < 0 ? argument : argument.substring(0, colon)).toLowerCase(Locale.ROOT);
    String place = colon < 0 ? "" : argument.substring(colon + 1);
    switch (name) {
      case "none" -> choose(scope, new SessionCacheChoice.None());
      case "nonenotnull" -> choose(scope, new SessionCacheChoice.Memory(0));
      case "shmcb", "dbm", "default" -> memory(directive, scope, place);
      default -> choose(scope, new SessionCacheChoice.Provided(name, place, directive.at()));
    }
  }

  /** The argument of shmcb, {@code path(size)}; there is no file, so the path says nothing. */
  private static void memory(Node.Directive directive, DirectiveScope scope, String place) {
    int open = place.lastIndexOf('(');
    boolean closed = place.endsWith(")");
    if (open < 0 && !closed) {
      choose(scope, new SessionCacheChoice.Memory(DEFAULT_SIZE));
      return;
    }
    String digits = open < 0 || !closed ? "" : place.substring(open + 1, place.length() - 1);
    String problem =
        open < 0
            ? "no opening parenthesis"
            : digits.isEmpty()
                ? "no closing parenthesis or cache size missing after pathname with parenthesis"
                : !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? "cache size not numerical"
                    : Meanings.number(digits) < LEAST_SIZE
                        ? "size has to be >= " + LEAST_SIZE + " bytes"
                        : null;
    if (problem == null) {
      choose(scope, new SessionCacheChoice.Memory(Meanings.number(digits)));
    } else {
      scope.error(
          directive.at(),
          "SSLSessionCache: Invalid argument: " + problem,
          "write shmcb:path(size), the size in bytes");
    }
  }

  private static void choose(DirectiveScope scope, SessionCacheChoice choice) {
    scope.server().set(SslSettings.SESSION_CACHE, choice);
  }

  private static void life(Node.Directive directive, DirectiveScope scope) {
    long seconds = Meanings.number(directive.arguments().getFirst());
    if (seconds < 0) {
      scope.error(
          directive.at(), "SSLSessionCacheTimeout: Invalid argument", "give a number of seconds");
    } else {
      scope.server().set(SslSettings.SESSION_LIFE, seconds);
    }
  }
}
