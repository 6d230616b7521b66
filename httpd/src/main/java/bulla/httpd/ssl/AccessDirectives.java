package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directives of who may come in, which stand in directories too. */
final class AccessDirectives {
  private AccessDirectives() {}

  static void addTo(Rules rules) {
    rules
        .anywhere(
            "SSLVerifyClient",
            Arguments.ONE,
            OverrideGroup.AUTH_CONFIG,
            "SSL Client verify type ('none', 'optional', 'require', 'optional_no_ca')",
            AccessDirectives::verifyClient)
        .anywhere(
            "SSLVerifyDepth",
            Arguments.ONE,
            OverrideGroup.AUTH_CONFIG,
            "SSL Client verify depth ('N' - number of intermediate certificates)",
            AccessDirectives::verifyDepth)
        .host(
            "BullaHandshakeRequest",
            Arguments.ONE,
            "Whether clients without post-handshake authentication are asked for a certificate in"
                + " the first handshake where a path may need one ('auto', 'off')",
            AccessDirectives::handshakeRequest)
        .anywhere(
            "SSLOptions",
            Arguments.RAW,
            OverrideGroup.OPTIONS,
            "Set one or more options to configure the SSL engine('[+-]option[=value] ...' - see"
                + " manual)",
            AccessDirectives::options)
        .directory(
            "SSLRequireSSL",
            Arguments.NONE,
            OverrideGroup.AUTH_CONFIG,
            "Require the SSL protocol for the per-directory context (no arguments)",
            (directive, scope) -> scope.directory().set(SslSettings.REQUIRE_SSL, true))
        .directory(
            "SSLRequire",
            Arguments.RAW,
            OverrideGroup.AUTH_CONFIG,
            "Require a boolean expression to evaluate to true for granting access(arbitrary"
                + " complex boolean expression - see manual)",
            AccessDirectives::require)
        .directory(
            "SSLRenegBufferSize",
            Arguments.ONE,
            OverrideGroup.AUTH_CONFIG,
            "Configure the amount of memory that will be used for buffering the request body if a"
                + " per-location SSL renegotiation is required due to changed access control"
                + " requirements",
            AccessDirectives::bufferSize)
        .anywhere(
            "SSLUserName",
            Arguments.ONE,
            OverrideGroup.AUTH_CONFIG,
            "Set user name to SSL variable value",
            (directive, scope) ->
                scope
                    .directory()
                    .set(SslSettings.USER_NAME, Optional.of(directive.arguments().getFirst())));
  }

  private static void verifyClient(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    VerifyMode mode = VerifyMode.ofWord(word);
    if (mode == null) {
      Meanings.invalid(directive, scope, word, "write none, optional, require or optional_no_ca");
    } else if (scope.inDirectory()) {
      scope
          .directory()
          .set(SslSettings.DIRECTORY_VERIFY_CLIENT, mode)
          .set(SslSettings.DIRECTORY_VERIFY_CLIENT_LINE, line(directive));
    } else {
      scope
          .server()
          .set(SslSettings.VERIFY_CLIENT, mode)
          .set(SslSettings.VERIFY_CLIENT_LINE, line(directive));
    }
  }

  private static void verifyDepth(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    long depth = Meanings.number(word);
    if (depth < 0 || depth > Integer.MAX_VALUE) {
      Meanings.invalid(directive, scope, word, "give the number of CAs above the certificate");
    } else if (scope.inDirectory()) {
      scope
          .directory()
          .set(SslSettings.DIRECTORY_VERIFY_DEPTH, (int) depth)
          .set(SslSettings.DIRECTORY_VERIFY_DEPTH_LINE, line(directive));
    } else {
      scope
          .server()
          .set(SslSettings.VERIFY_DEPTH, (int) depth)
          .set(SslSettings.VERIFY_DEPTH_LINE, line(directive));
    }
  }

  private static Optional<DirectiveLine> line(Node.Directive directive) {
    return Optional.of(DirectiveLine.of(directive));
  }

  private static void handshakeRequest(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    boolean off = word.equalsIgnoreCase("off");
    if (off || word.equalsIgnoreCase("auto")) {
      scope.server().set(SslSettings.HANDSHAKE_REQUEST, !off);
    } else {
      Meanings.invalid(directive, scope, word, "write auto or off");
    }
  }

  private static void options(Node.Directive directive, DirectiveScope scope) {
    boolean first = true;
    SslOption.Change change = SslOption.Change.NOTHING;
    for (String word : directive.arguments()) {
      char sign = word.isEmpty() ? ' ' : word.charAt(0);
      boolean signed = sign == '+' || sign == '-';
      String name = signed ? word.substring(1) : word;
      SslOption option = SslOption.ofWord(name);
      if (option == null) {
        scope.error(
            directive.at(),
            "SSLOptions: Illegal option '" + name + "'",
            "the options are StdEnvVars, ExportCertData, FakeBasicAuth, StrictRequire,"
                + " OptRenegotiate and LegacyDNStringFormat");
        return;
      }
      if (option == SslOption.FAKE_BASIC_AUTH && sign != '-') {
        // It would be a door that nobody guards: there is no Basic authentication to take it up.
        scope.error(
            directive.at(),
            "SSLOptions: FakeBasicAuth is not supported",
            "name the clients with Require expr on SSL_CLIENT_S_DN, or set SSLUserName");
        return;
      }
      Set<SslOption> meant = EnumSet.of(option);
      change =
          new SslOption.Change(
                  !signed && first, sign == '-' ? Set.of() : meant, sign == '-' ? meant : Set.of())
              .after(change);
      first &= signed;
    }
    SslOption.Change said = change;
    scope.directory().update(SslSettings.OPTIONS, said::after);
  }

  private static void require(Node.Directive directive, DirectiveScope scope) {
    Expression.Options here = scope.expressions();
    try {
      Expression expression =
          Expression.parse(
              directive.raw(), new Expression.Options(true, here.restricted(), here.names()));
      scope
          .directory()
          .update(
              SslSettings.REQUIRE,
              all ->
                  SslSettings.appended(
                      all, List.of(new SslRequirement(expression, DirectiveLine.of(directive)))));
    } catch (ExpressionException bad) {
      scope.error(
          directive.at(),
          "SSLRequire: " + bad.text(),
          "correct the expression; Require expr is its successor");
    }
  }

  private static void bufferSize(Node.Directive directive, DirectiveScope scope) {
    long size = Meanings.number(directive.arguments().getFirst());
    if (size < 0) {
      scope.error(
          directive.at(),
          "Invalid size for SSLRenegBufferSize: " + directive.arguments().getFirst(),
          "give a number of bytes");
      return;
    }
    scope.directory().set(SslSettings.RENEG_BUFFER_SIZE, size);
  }
}
