package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives of staples. */
final class StaplingDirectives {
  private StaplingDirectives() {}

  private static final int LEAST_CACHE = 8192;
  private static final Pattern SIZE = Pattern.compile("\\((\\d{1,12})\\)$");

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLUseStapling",
            Arguments.FLAG,
            "SSL switch for the OCSP Stapling protocol ('on', 'off')",
            Meanings.flag(StaplingSettings.USE))
        .server(
            "SSLStaplingCache",
            Arguments.ONE,
            "SSL Stapling Response Cache storage ('dbm:/path/to/file')",
            StaplingDirectives::cache)
        .host(
            "SSLStaplingStandardCacheTimeout",
            Arguments.ONE,
            "SSL stapling option for normal OCSP Response Cache Lifetime",
            Meanings.number(StaplingSettings.STANDARD_CACHE_TIMEOUT, 0))
        .host(
            "SSLStaplingErrorCacheTimeout",
            Arguments.ONE,
            "SSL stapling option for OCSP Response Error Cache Lifetime",
            Meanings.number(StaplingSettings.ERROR_CACHE_TIMEOUT, 0))
        .host(
            "SSLStaplingResponseTimeSkew",
            Arguments.ONE,
            "SSL stapling option for maximum time difference in OCSP responses",
            Meanings.number(StaplingSettings.TIME_SKEW, 0))
        .host(
            "SSLStaplingResponseMaxAge",
            Arguments.ONE,
            "SSL stapling option for maximum age of OCSP responses",
            Meanings.number(StaplingSettings.MAX_AGE, -1))
        .host(
            "SSLStaplingResponderTimeout",
            Arguments.ONE,
            "SSL stapling option for OCSP responder timeout",
            Meanings.number(StaplingSettings.RESPONDER_TIMEOUT, 0))
        .host(
            "SSLStaplingReturnResponderErrors",
            Arguments.FLAG,
            "SSL stapling switch to return Status Errors Back to Client ('on', 'off')",
            Meanings.flag(StaplingSettings.RETURN_RESPONDER_ERRORS))
        .host(
            "SSLStaplingFakeTryLater",
            Arguments.FLAG,
            "SSL stapling switch to send tryLater response to client on error ('on', 'off')",
            Meanings.flag(StaplingSettings.FAKE_TRY_LATER))
        .host(
            "SSLStaplingForceURL",
            Arguments.ONE,
            "SSL stapling option to Force the OCSP Stapling URL",
            Meanings.text(StaplingSettings.FORCE_URL));
  }

  private static void cache(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    int colon = argument.indexOf(':');
    String type = colon < 0 ? argument : argument.substring(0, colon);
    String place = colon < 0 ? "" : argument.substring(colon + 1);
    switch (type.toLowerCase(Locale.ROOT)) {
      case "shmcb", "dbm", "default" -> {
        Matcher size = SIZE.matcher(place);
        if (size.find() && Long.parseLong(size.group(1)) < LEAST_CACHE) {
          scope.error(
              directive.at(),
              "SSLStaplingCache: Invalid argument: size has to be >= " + LEAST_CACHE + " bytes",
              "make the cache larger");
          return;
        }
        String path = size.reset().replaceFirst("");
        choose(scope, new StapleCacheChoice.Directory(path.isEmpty() ? null : scope.resolve(path)));
      }
      default ->
          choose(
              scope,
              new StapleCacheChoice.Provided(type.toLowerCase(Locale.ROOT), place, directive.at()));
    }
  }

  private static void choose(DirectiveScope scope, StapleCacheChoice choice) {
    scope.server().set(StaplingSettings.CACHE, choice);
  }
}
