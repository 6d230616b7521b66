package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule.Meaning;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;

/** Directives of which one setting alone is possible here, and none. */
final class RefusedDirectives {
  private RefusedDirectives() {}

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLCompression",
            Arguments.FLAG,
            "Enable SSL level compression (`on', `off')",
            offOnly(
                "This version of OpenSSL does not have any compression methods available, cannot"
                    + " enable SSLCompression.",
                "write off: compressed TLS tells secrets by their length (CRIME, CVE-2012-4929)"))
        .host(
            "SSLInsecureRenegotiation",
            Arguments.FLAG,
            "Enable support for insecure renegotiation",
            offOnly(
                "SSLInsecureRenegotiation on is not supported",
                "write off: without RFC 5746 an attacker can put his request before a client's"
                    + " (CVE-2009-3555)"))
        .server(
            "SSLFIPS",
            Arguments.FLAG,
            "Enable FIPS-140 mode (`on', `off')",
            offOnly(
                "SSLFIPS on is not supported",
                "write off, and switch the mode on for the whole machine, in openssl.cnf"))
        .server(
            "SSLCryptoDevice",
            Arguments.ONE,
            "SSL external Crypto Device usage ('builtin', '...')",
            RefusedDirectives::cryptoDevice)
        .server(
            "SSLRandomSeed",
            Arguments.TWO_OR_THREE,
            "SSL Pseudo Random Number Generator (PRNG) seeding source ('startup|connect"
                + " builtin|file:/path|exec:/path [bytes]')",
            RefusedDirectives::randomSeed)
        .host(
            "SSLSRPVerifierFile",
            Arguments.ONE,
            "SRP verifier file ('/path/to/file' - created by srptool)",
            RefusedDirectives::srp)
        .host(
            "SSLSRPUnknownUserSeed",
            Arguments.ONE,
            "SRP seed for unknown users (to avoid leaking a user's existence) ('some secret text')",
            RefusedDirectives::srp);
  }

  private static Meaning offOnly(String message, String remedy) {
    return (directive, scope) -> {
      if (directive.arguments().getFirst().equalsIgnoreCase("on")) {
        scope.error(directive.at(), message, remedy);
      }
    };
  }

  private static void cryptoDevice(Node.Directive directive, DirectiveScope scope) {
    if (!directive.arguments().getFirst().equalsIgnoreCase("builtin")) {
      scope.error(
          directive.at(),
          "SSLCryptoDevice: Invalid argument; must be one of: 'builtin' (none)",
          "use builtin");
    }
  }

  /** libcrypto seeds itself; the words are checked as httpd checks them. */
  private static void randomSeed(Node.Directive directive, DirectiveScope scope) {
    String context = directive.arguments().getFirst();
    if (!context.equalsIgnoreCase("startup") && !context.equalsIgnoreCase("connect")) {
      scope.error(
          directive.at(),
          "SSLRandomSeed: invalid context: `" + context + "'",
          "write startup or connect");
    }
  }

  private static void srp(Node.Directive directive, DirectiveScope scope) {
    scope.error(
        directive.at(),
        directive.name() + " is not supported",
        "remove it: SRP has no place in TLS 1.3; let users in by certificate");
  }
}
