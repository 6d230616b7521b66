package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.apacheconf.Position;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import bulla.tls.TlsLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** SSLOpenSSLConfCmd: every command of SSL_CONF_cmd(3) that does not go behind our back. */
final class CommandDirective {
  private CommandDirective() {}

  static final String NAME = "SSLOpenSSLConfCmd";

  /** Commands that set what a directive sets, which other parts of the server count on. */
  private static final Map<String, String> OWNED =
      caseless(
          Map.ofEntries(
              Map.entry("Certificate", "SSLCertificateFile"),
              Map.entry("PrivateKey", "SSLCertificateKeyFile"),
              Map.entry("ChainCAFile", "SSLCertificateChainFile"),
              Map.entry("ChainCAPath", "SSLCertificateChainFile"),
              Map.entry("VerifyMode", "SSLVerifyClient"),
              Map.entry("VerifyCAFile", "SSLCACertificateFile"),
              Map.entry("VerifyCAPath", "SSLCACertificatePath"),
              Map.entry("ClientCAFile", "SSLCADNRequestFile"),
              Map.entry("ClientCAPath", "SSLCADNRequestPath"),
              Map.entry("RequestCAFile", "SSLCADNRequestFile"),
              Map.entry("RequestCAPath", "SSLCADNRequestPath")));

  /** The same for words of {@code Options}: what to do instead. */
  private static final Map<String, String> OWNED_OPTIONS =
      caseless(
          Map.of(
              "SessionTicket", "use SSLSessionTickets",
              "Compression", "leave it out: TLS has no compression any more (CRIME)",
              "UnsafeLegacyRenegotiation", "leave it out: RFC 5746 is required (CVE-2009-3555)",
              "ClientRenegotiation", "leave it out: a client's renegotiation is always refused",
              "ExtendedMasterSecret", "leave it out: renegotiation relies on it (RFC 7627)",
              "NoResumptionOnRenegotiation", "leave it out: it is always so"));

  private static final Set<String> SPOKEN = Set.of("tlsv1.2", "tlsv1.3");

  /** One line of the directive. */
  record Line(String command, String value, Position at) {}

  static void addTo(Rules rules) {
    rules.host(NAME, Arguments.TWO, "OpenSSL configuration command", CommandDirective::read);
  }

  private static void read(Node.Directive directive, DirectiveScope scope) {
    String command = directive.arguments().get(0);
    String value = directive.arguments().get(1);
    if (OWNED.containsKey(command)) {
      refuse(directive, scope, command, "use " + OWNED.get(command));
      return;
    }
    switch (TlsLibrary.commandValue(command)) {
      case UNKNOWN, NONE ->
          scope.error(
              directive.at(),
              "'" + command + "': invalid OpenSSL configuration command",
              "SSL_CONF_cmd(3) has the commands");
      case FILE -> add(directive, scope, command, file(directive, scope, value));
      case DIRECTORY -> add(directive, scope, command, scope.resolve(value).toString());
      case TEXT -> text(directive, scope, command, value);
    }
  }

  private static void text(
      Node.Directive directive, DirectiveScope scope, String command, String value) {
    switch (command.toLowerCase(Locale.ROOT)) {
      // As httpd does: whatever the operator writes, nobody is served without encryption.
      case "cipherstring" -> add(directive, scope, command, value + Protocols.NEVER);
      case "minprotocol" -> {
        if (SPOKEN.contains(value.toLowerCase(Locale.ROOT))) {
          add(directive, scope, command, value);
        } else {
          refuse(
              directive,
              scope,
              command + " " + value,
              "write TLSv1.2 or TLSv1.3: nothing older is spoken (RFC 8996)");
        }
      }
      case "options" -> options(directive, scope, command, value);
      default -> add(directive, scope, command, value);
    }
  }

  private static void options(
      Node.Directive directive, DirectiveScope scope, String command, String value) {
    for (String word : value.split(",")) {
      String option = word.strip().replaceFirst("^[+-]", "");
      String instead = OWNED_OPTIONS.get(option);
      if (instead != null) {
        refuse(directive, scope, command + " " + word.strip(), instead);
        return;
      }
    }
    add(directive, scope, command, value);
  }

  private static @Nullable String file(
      Node.Directive directive, DirectiveScope scope, String value) {
    Path path = scope.resolve(value);
    if (Files.isRegularFile(path)) {
      return path.toString();
    }
    scope.error(
        directive.at(),
        NAME + ": file '" + value + "' does not exist or is empty",
        "create the file, or correct its path");
    return null;
  }

  private static void add(
      Node.Directive directive, DirectiveScope scope, String command, @Nullable String value) {
    if (value != null) {
      Line line = new Line(command, value, directive.at());
      scope.server().update(SslSettings.COMMANDS, all -> SslSettings.appended(all, List.of(line)));
    }
  }

  private static void refuse(
      Node.Directive directive, DirectiveScope scope, String what, String instead) {
    scope.error(directive.at(), NAME + ": '" + what + "' is not taken here", instead);
  }

  private static Map<String, String> caseless(Map<String, String> words) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(words);
    return all;
  }
}
