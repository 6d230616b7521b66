package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The directives of connections: the engine, protocols, ciphers, sessions. */
final class ConnectionDirectives {
  private ConnectionDirectives() {}

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLEngine",
            Arguments.ONE,
            "SSL switch for the protocol engine ('on', 'off')",
            ConnectionDirectives::engine)
        .host(
            "SSLProtocol",
            Arguments.RAW,
            "Enable or disable various SSL protocols ('[+-][SSLv2|SSLv3|TLSv1] ...' - see manual)",
            ConnectionDirectives::protocol)
        .host(
            "SSLCipherSuite",
            Arguments.ONE_OR_TWO,
            "Colon-delimited list of permitted SSL Ciphers, optional preceded by protocol"
                + " identifier ('XXX:...:XXX' - see manual)",
            ConnectionDirectives::cipherSuite)
        .host(
            "SSLHonorCipherOrder",
            Arguments.FLAG,
            "Use the server's cipher ordering preference",
            Meanings.flag(SslSettings.HONOR_CIPHER_ORDER))
        .host(
            "SSLSessionTickets",
            Arguments.FLAG,
            "Enable or disable TLS session tickets('on', 'off')",
            Meanings.flag(SslSettings.SESSION_TICKETS))
        .host(
            "SSLStrictSNIVHostCheck",
            Arguments.FLAG,
            "Strict SNI virtual host checking",
            Meanings.flag(SslSettings.STRICT_SNI))
        .server(
            "SSLVHostSNIPolicy",
            Arguments.ONE,
            "SSL VirtualHost SNI compatibility policy setting",
            ConnectionDirectives::sniPolicy)
        .host(
            "SSLOpenSSLConfCmd",
            Arguments.TWO,
            "OpenSSL configuration command",
            ConnectionDirectives::configurationCommand)
        .server(
            "SSLSessionCache",
            Arguments.ONE,
            "SSL Session Cache storage ('none', 'nonenotnull', 'dbm:/path/to/file')",
            ConnectionDirectives::sessionCache)
        .host(
            "SSLSessionCacheTimeout",
            Arguments.ONE,
            "SSL Session Cache object lifetime ('N' - number of seconds)",
            ConnectionDirectives::sessionCacheTimeout)
        .server(
            "SSLRandomSeed",
            Arguments.TWO_OR_THREE,
            "SSL Pseudo Random Number Generator (PRNG) seeding source ('startup|connect"
                + " builtin|file:/path|exec:/path [bytes]')",
            ConnectionDirectives::randomSeed)
        .server(
            "SSLCryptoDevice",
            Arguments.ONE,
            "SSL external Crypto Device usage ('builtin', '...')",
            ConnectionDirectives::cryptoDevice)
        // We are no TLS client: what configures one is understood and has nothing to configure.
        .nothingToDo(
            EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST),
            Arguments.ONE_OR_TWO,
            "SSLProxyCipherSuite");
  }

  private static void engine(Node.Directive directive, DirectiveScope scope) {
    switch (directive.arguments().getFirst().toLowerCase(Locale.ROOT)) {
      case "on" -> scope.server().set(SslSettings.ENGINE, true);
      case "off" -> scope.server().set(SslSettings.ENGINE, false);
      case "optional" -> {
        scope.warn(directive.at(), "AH10510: 'SSLEngine optional' is no longer supported");
        scope.server().set(SslSettings.ENGINE, false);
      }
      default ->
          scope.error(directive.at(), "Argument must be On or Off", "write SSLEngine on or off");
    }
  }

  private static void protocol(Node.Directive directive, DirectiveScope scope) {
    switch (Protocols.read(directive.arguments())) {
      case Protocols.Reading.Wrong wrong ->
          scope.error(directive.at(), wrong.message(), "use TLSv1.2 and TLSv1.3");
      case Protocols.Reading.Versions versions -> {
        if (!versions.ignored().isEmpty()) {
          scope.warn(
              directive.at(),
              "SSLProtocol: "
                  + String.join(", ", versions.ignored())
                  + " is never spoken (RFC 8996), only TLSv1.2 and TLSv1.3");
        }
        if (versions.spoken().isEmpty()) {
          scope.error(
              directive.at(),
              "AH02231: No SSL protocols available [hint: SSLProtocol]",
              "use TLSv1.2 and TLSv1.3");
          return;
        }
        scope.server().set(SslSettings.PROTOCOLS, versions.spoken());
      }
    }
  }

  private static void cipherSuite(Node.Directive directive, DirectiveScope scope) {
    List<String> arguments = directive.arguments();
    String protocol = arguments.size() == 2 ? arguments.getFirst() : "SSL";
    String spec = arguments.getLast();
    switch (protocol.toLowerCase(Locale.ROOT)) {
      case "ssl" ->
          // A distribution's own name for its policy; the library's default is that policy.
          scope
              .server()
              .set(
                  SslSettings.CIPHER_LIST,
                  spec.equals("PROFILE=SYSTEM") ? Optional.empty() : Optional.of(spec));
      case "tlsv1.3" -> scope.server().set(SslSettings.CIPHER_SUITES, Optional.of(spec));
      default ->
          scope.error(
              directive.at(),
              "protocol '" + protocol + "' not supported",
              "write SSL, TLSv1.3 or nothing before the ciphers");
    }
  }

  private static void sniPolicy(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    SniPolicy policy = SniPolicy.ofWord(word);
    if (policy == null) {
      scope.error(
          directive.at(),
          "Invalid SSLVhostSNIPolicy argument '" + word + "'",
          "write strict, secure, authonly or insecure");
      return;
    }
    scope.server().set(SslSettings.SNI_POLICY, policy);
  }

  /** The commands of SSL_CONF_cmd(3) that our settings have a word for; others are refused. */
  private static void configurationCommand(Node.Directive directive, DirectiveScope scope) {
    String command = directive.arguments().get(0);
    String value = directive.arguments().get(1);
    switch (command.toLowerCase(Locale.ROOT)) {
      case "cipherstring" -> scope.server().set(SslSettings.CIPHER_LIST, Optional.of(value));
      case "ciphersuites" -> scope.server().set(SslSettings.CIPHER_SUITES, Optional.of(value));
      case "minprotocol" -> limit(directive, scope, value, "TLSv1.3", Set.of("TLSv1.3"));
      case "maxprotocol" -> limit(directive, scope, value, "TLSv1.2", Set.of("TLSv1.2"));
      default ->
          scope.error(
              directive.at(),
              "SSLOpenSSLConfCmd: '" + command + "' is not understood",
              "remove it: a setting that is not understood is never taken for set");
    }
  }

  private static void limit(
      Node.Directive directive,
      DirectiveScope scope,
      String value,
      String narrow,
      Set<String> versions) {
    if (value.equalsIgnoreCase(narrow)) {
      scope.server().set(SslSettings.PROTOCOLS, versions);
    } else if (value.equalsIgnoreCase("TLSv1.2") || value.equalsIgnoreCase("TLSv1.3")) {
      scope.server().set(SslSettings.PROTOCOLS, Protocols.SUPPORTED);
    } else {
      scope.error(
          directive.at(),
          "SSLOpenSSLConfCmd: '" + value + "' is not understood",
          "use TLSv1.2 or TLSv1.3");
    }
  }

  /** Sessions live in tickets; a cache is understood and never needed. */
  private static void sessionCache(Node.Directive directive, DirectiveScope scope) {
    String type = directive.arguments().getFirst();
    String name = type.indexOf(':') < 0 ? type : type.substring(0, type.indexOf(':'));
    if (!Set.of("none", "nonenotnull", "shmcb", "dbm", "default")
        .contains(name.toLowerCase(Locale.ROOT))) {
      scope.error(
          directive.at(),
          "SSLSessionCache: '"
              + name
              + "' session cache not supported (known names: shmcb,dbm). Maybe you need to load"
              + " the appropriate socache module (mod_socache_"
              + name
              + "?).",
          "use shmcb:path(size)");
    }
  }

  private static void sessionCacheTimeout(Node.Directive directive, DirectiveScope scope) {
    if (Meanings.number(directive.arguments().getFirst()) < 0) {
      scope.error(
          directive.at(), "SSLSessionCacheTimeout: Invalid argument", "give a number of seconds");
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

  private static void cryptoDevice(Node.Directive directive, DirectiveScope scope) {
    String engine = directive.arguments().getFirst();
    if (!engine.equalsIgnoreCase("builtin")) {
      scope.error(
          directive.at(),
          "SSLCryptoDevice: Invalid argument; must be one of: 'builtin' (none)",
          "use builtin");
    }
  }
}
