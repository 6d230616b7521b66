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

/** The directives of connections: the engine, protocols, ciphers. */
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
            "SSLStrictSNIVHostCheck",
            Arguments.FLAG,
            "Strict SNI virtual host checking",
            Meanings.flag(SslSettings.STRICT_SNI))
        .server(
            "SSLVHostSNIPolicy",
            Arguments.ONE,
            "SSL VirtualHost SNI compatibility policy setting",
            ConnectionDirectives::sniPolicy)
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
        for (String word : versions.overriding()) {
          scope.warn(
              directive.at(),
              "AH02532: SSLProtocol: Protocol '"
                  + word
                  + "' overrides already set parameter(s). Check if a +/- prefix is missing.");
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
                  spec.equals("PROFILE=SYSTEM")
                      ? Optional.empty()
                      : Optional.of(spec + Protocols.NEVER));
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
}
