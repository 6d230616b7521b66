package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directives that say which certificates are used, and which are believed. */
final class CertificateDirectives {
  private CertificateDirectives() {}

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLCertificateFile",
            Arguments.ONE,
            "SSL Server Certificate file ('/path/to/file' - PEM or DER encoded)",
            Meanings.file(
                (scope, path) ->
                    scope
                        .server()
                        .update(
                            SslSettings.CERTIFICATE_FILES,
                            all -> SslSettings.appended(all, List.of(path)))))
        .host(
            "SSLCertificateKeyFile",
            Arguments.ONE,
            "SSL Server Private Key file ('/path/to/file' - PEM or DER encoded)",
            Meanings.file(
                (scope, path) ->
                    scope
                        .server()
                        .update(
                            SslSettings.KEY_FILES,
                            all -> SslSettings.appended(all, List.of(path)))))
        .host(
            "SSLCertificateChainFile",
            Arguments.ONE,
            "SSL Server CA Certificate Chain file ('/path/to/file' - PEM encoded)",
            Meanings.file(SslSettings.CHAIN_FILE))
        .host(
            "SSLCACertificateFile",
            Arguments.ONE,
            "SSL CA Certificate file ('/path/to/file' - PEM encoded)",
            Meanings.file(SslSettings.CA_FILE))
        .host(
            "SSLCACertificatePath",
            Arguments.ONE,
            "SSL CA Certificate path ('/path/to/dir' - contains PEM encoded files)",
            Meanings.directory(SslSettings.CA_PATH))
        .host(
            "SSLCADNRequestFile",
            Arguments.ONE,
            "SSL CA Distinguished Name file ('/path/to/file' - PEM encoded to derive acceptable CA"
                + " names to request)",
            Meanings.file(SslSettings.CADN_FILE))
        .host(
            "SSLCADNRequestPath",
            Arguments.ONE,
            "SSL CA Distinguished Name path ('/path/to/dir' - symlink hashes to PEM of acceptable"
                + " CA names to request)",
            Meanings.directory(SslSettings.CADN_PATH))
        .server(
            "BullaCertificateWatch",
            Arguments.FLAG,
            "Whether certificates that are renewed are taken without a restart ('on', 'off')",
            Meanings.flag(SslSettings.CERTIFICATE_WATCH))
        .server(
            "SSLPassPhraseDialog",
            Arguments.ONE,
            "SSL dialog mechanism for the pass phrase query ('builtin', '|/path/to/pipe_program',"
                + " or 'exec:/path/to/cgi_program')",
            CertificateDirectives::passPhraseDialog);
  }

  private static void passPhraseDialog(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    if (argument.equalsIgnoreCase("builtin")) {
      choose(scope, new PassphraseSource.Terminal());
    } else if (argument.startsWith("|") && !argument.substring(1).isBlank()) {
      List<String> command = List.of(argument.substring(1).strip().split("\\s+"));
      choose(scope, new PassphraseSource.Pipe(command));
    } else if (argument.regionMatches(true, 0, "exec:", 0, 5)) {
      program(directive, scope, argument.substring(5));
    } else {
      scope.error(
          directive.at(),
          "SSLPassPhraseDialog: Invalid argument",
          "write builtin, exec: and a program's path, or | and a program");
    }
  }

  private static void program(Node.Directive directive, DirectiveScope scope, String path) {
    Path program = scope.resolve(path);
    // The distribution's own file names a program that only a machine with mod_ssl has. It is
    // missed when a key needs a passphrase, not before.
    if (Files.exists(program) && !Files.isExecutable(program)) {
      scope.error(
          directive.at(),
          "SSLPassPhraseDialog: file '" + path + "' is not executable",
          "make it executable (chmod +x), or use builtin");
      return;
    }
    choose(scope, new PassphraseSource.Program(program));
  }

  private static void choose(DirectiveScope scope, PassphraseSource source) {
    scope.server().set(SslSettings.PASSPHRASE_DIALOG, source);
  }
}
