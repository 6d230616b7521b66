package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule.Meaning;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The directives of clients' CRLs: SSLCARevocation... */
final class CrlDirectives {
  private CrlDirectives() {}

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLCARevocationCheck",
            Arguments.RAW,
            "SSL CA Certificate Revocation List (CRL) checking mode",
            CrlDirectives::check)
        .host(
            "SSLCARevocationFile",
            Arguments.ONE,
            "SSL CA Certificate Revocation List (CRL) file ('/path/to/file' - PEM encoded)",
            named(Meanings.file(CrlSettings.FILE)))
        .host(
            "SSLCARevocationPath",
            Arguments.ONE,
            "SSL CA Certificate Revocation List (CRL) path ('/path/to/dir' - contains PEM encoded"
                + " files)",
            named(Meanings.directory(CrlSettings.PATH)))
        .host(
            "BullaCRLDistributionPoints",
            Arguments.FLAG,
            "Whether CRLs are fetched from where clients' certificates name them ('on', 'off')",
            CrlDirectives::fetch)
        .server(
            "BullaCRLCache",
            Arguments.ONE,
            "Directory that keeps fetched CRLs over restarts ('/path/to/dir')",
            Meanings.ownDirectory(CrlSettings.CACHE));
  }

  private static Meaning named(Meaning place) {
    return (directive, scope) -> {
      scope.server().set(CrlSettings.LISTS_AT, Optional.of(directive.at()));
      place.apply(directive, scope);
    };
  }

  private static void fetch(Node.Directive directive, DirectiveScope scope) {
    Meanings.flag(CrlSettings.FETCH).apply(directive, scope);
    scope.server().set(CrlSettings.LISTS_AT, Optional.of(directive.at()));
  }

  private static void check(Node.Directive directive, DirectiveScope scope) {
    List<String> words = directive.arguments();
    String word = words.isEmpty() ? "" : words.getFirst();
    CrlSettings.Scope mode =
        switch (word.toLowerCase(Locale.ROOT)) {
          case "none" -> CrlSettings.Scope.NONE;
          case "leaf" -> CrlSettings.Scope.LEAF;
          case "chain" -> CrlSettings.Scope.CHAIN;
          default -> null;
        };
    if (mode == null) {
      Meanings.invalid(directive, scope, word, "write none, leaf or chain");
      return;
    }
    boolean lenient = false;
    for (String flag : words.subList(1, words.size())) {
      if (!flag.equalsIgnoreCase("no_crl_for_cert_ok")) {
        Meanings.invalid(directive, scope, flag, "the only flag is no_crl_for_cert_ok");
        return;
      }
      lenient = true;
    }
    scope
        .server()
        .set(CrlSettings.CHECK, mode)
        .set(CrlSettings.NO_CRL_FOR_CERT_OK, lenient)
        .set(CrlSettings.CHECK_AT, Optional.of(directive.at()));
  }
}
