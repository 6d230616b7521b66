package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Core's directives of servers and hosts (the manual's page "core", and of MPMs). */
final class ServerDirectives {
  private ServerDirectives() {}

  private static final Set<String> SPOKEN = Set.of("h2", "h2c", "http/1.1");

  static void addTo(Rules rules) {
    rules
        .host(
            "ServerName",
            Arguments.ONE,
            "The hostname and port of the server",
            (d, s) -> name(d, s))
        .add(
            "ServerAlias",
            Arguments.ITERATE,
            EnumSet.of(Scope.VIRTUAL_HOST),
            null,
            "A name or names alternately used to access the server",
            (d, s) ->
                s.server().update(CoreSettings.SERVER_ALIASES, old -> appended(old, d.arguments())))
        .host(
            "ServerAdmin",
            Arguments.ONE,
            "The email address of the server administrator",
            (d, s) -> s.server().set(CoreSettings.SERVER_ADMIN, d.arguments().getFirst()))
        .host(
            "DocumentRoot",
            Arguments.ONE,
            "Root directory of the document tree",
            (d, s) -> documentRoot(d, s))
        .host(
            "ErrorLog", Arguments.ONE, "The filename of the error log", ServerDirectives::errorLog)
        .server(
            "PidFile",
            Arguments.ONE,
            "A file for logging the server process ID",
            (d, s) ->
                s.server()
                    .set(CoreSettings.PID_FILE, Optional.of(s.resolve(d.arguments().getFirst()))))
        .server(
            "ServerTokens",
            Arguments.ONE,
            "Tokens displayed in the Server: header - Min[imal], Major, Minor, Prod[uctOnly], OS,"
                + " or Full",
            (d, s) -> tokens(d, s))
        .host(
            "AccessFileName",
            Arguments.ITERATE,
            "Name(s) of per-directory config files (default: .htaccess)",
            (d, s) -> s.server().set(CoreSettings.ACCESS_FILE_NAMES, d.arguments()))
        .host(
            "TraceEnable",
            Arguments.ONE,
            "'on' (default), 'off' or 'extended' to trace request body content",
            (d, s) ->
                s.server()
                    .set(CoreSettings.TRACE, !d.arguments().getFirst().equalsIgnoreCase("off")))
        .host("MergeSlashes", Arguments.FLAG, "", Rules.serverFlag(CoreSettings.MERGE_SLASHES))
        .host(
            "AllowEncodedSlashes",
            Arguments.ONE,
            "Allow URLs containing '/' encoded as '%2F'",
            (d, s) -> encodedSlashes(d, s))
        .host(
            "Protocols",
            Arguments.ITERATE,
            "Controls which protocols are allowed",
            (d, s) -> protocols(d, s))
        .host(
            "ProtocolsHonorOrder",
            Arguments.FLAG,
            "'off' (default) or 'on' to respect given order of protocols, by default the client"
                + " specified order determines selection",
            Rules.serverFlag(CoreSettings.PROTOCOLS_HONOR_ORDER));
    ListenDirectives.addTo(rules);
    limits(rules);
    withoutEffect(rules);
  }

  private static void limits(Rules rules) {
    rules
        .host(
            "Timeout",
            Arguments.ONE,
            "Timeout duration (sec)",
            Rules.serverNumber(CoreSettings.TIMEOUT, 1))
        .host("KeepAlive", Arguments.FLAG, "", Rules.serverFlag(CoreSettings.KEEP_ALIVE))
        .host(
            "KeepAliveTimeout",
            Arguments.ONE,
            "Keep-Alive timeout duration (sec)",
            (d, s) -> keepAliveTimeout(d, s))
        .host(
            "MaxKeepAliveRequests",
            Arguments.ONE,
            "Maximum number of Keep-Alive requests per connection, or 0 for infinite",
            Rules.serverNumber(CoreSettings.KEEP_ALIVE_REQUESTS, 0))
        .host(
            "LimitRequestLine",
            Arguments.ONE,
            "Limit on maximum size of an HTTP request line",
            Rules.serverNumber(CoreSettings.LIMIT_LINE, 1))
        .host(
            "LimitRequestFieldSize",
            Arguments.ONE,
            "Limit on maximum size of an HTTP request header field",
            Rules.serverNumber(CoreSettings.LIMIT_FIELD, 1))
        .host(
            "LimitRequestFields",
            Arguments.ONE,
            "Limit (0 = unlimited) on max number of header fields in a request message",
            Rules.serverNumber(CoreSettings.LIMIT_FIELDS, 0))
        .host(
            "HttpProtocolOptions",
            Arguments.ITERATE,
            "'Allow0.9' or 'Require1.0' (default); 'RegisteredMethods' or 'LenientMethods'"
                + " (default); 'Unsafe' or 'Strict' (default). Sets HTTP acceptance rules",
            (d, s) -> ProtocolOptions.read(d, s))
        .server(
            "RegisterHttpMethod",
            Arguments.ITERATE,
            "Registers non-standard HTTP methods",
            ProtocolOptions::register)
        .host(
            "MergeTrailers",
            Arguments.FLAG,
            "merge request trailers into request headers or not",
            (d, s) -> trailers(d, s))
        .server(
            "GracefulShutdownTimeout",
            Arguments.ONE,
            "Maximum time in seconds to wait for child processes to complete transactions during"
                + " shutdown",
            Rules.serverNumber(CoreSettings.GRACEFUL_SHUTDOWN_TIMEOUT, 0));
  }

  private static void withoutEffect(Rules rules) {
    EnumSet<Scope> server = EnumSet.of(Scope.SERVER);
    EnumSet<Scope> host = EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST);
    // They size httpd's pool of processes and threads; event loops have none to size.
    rules.nothingToDo(
        server,
        Arguments.ONE,
        "StartServers",
        "MinSpareThreads",
        "MaxSpareThreads",
        "MinSpareServers",
        "MaxSpareServers",
        "ThreadsPerChild",
        "ThreadLimit",
        "ServerLimit",
        "MaxRequestWorkers",
        "MaxClients",
        "MaxConnectionsPerChild",
        "MaxRequestsPerChild",
        "AsyncRequestWorkerFactor",
        "ThreadStackSize",
        "MaxMemFree",
        "ListenCoresBucketsRatio",
        "ScoreBoardFile",
        "CoreDumpDirectory",
        "DefaultRuntimeDir",
        "NameVirtualHost");
    // Nothing here reads XML.
    rules.nothingToDo(EnumSet.allOf(Scope.class), Arguments.ONE, "LimitXMLRequestBody");
    // There is no lock between processes, and no kernel filter is asked for.
    rules.nothingToDo(server, Arguments.ANY, "Mutex", "AcceptFilter", "EnableExceptionHook");
    // What these switch off is never done, or what they ask for always is.
    rules.nothingToDo(
        host, Arguments.ANY, "UseCanonicalPhysicalPort", "RegexDefaultOptions", "SeeRequestTail");
  }

  private static List<String> appended(List<String> old, List<String> more) {
    List<String> all = new ArrayList<>(old);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static void name(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    ServerName name = ServerName.parse(argument);
    if (argument.indexOf('*') >= 0 || argument.indexOf('?') >= 0) {
      scope.error(
          directive.at(),
          "Invalid ServerName \"" + argument + "\" use ServerAlias to set multiple server names.",
          "name one host here and write the pattern as ServerAlias");
    } else if (name == null) {
      scope.error(
          directive.at(),
          "The port number \"" + argument + "\" is outside the appropriate range (i.e., 1..65535).",
          "correct the port");
    } else {
      scope.server().set(CoreSettings.SERVER_NAME, Optional.of(name));
    }
  }

  private static void documentRoot(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    Path root = scope.resolve(argument);
    if (scope.documentRootsMustBeThere() && (!Files.isDirectory(root) || !Files.isReadable(root))) {
      if (scope.inVirtualHost()) {
        scope.warn(null, "AH00112: Warning: DocumentRoot [" + root + "] does not exist");
      } else {
        scope.error(
            directive.at(),
            "DocumentRoot '" + argument + "' is not a directory, or is not readable",
            "create the directory or correct the path");
        return;
      }
    }
    scope.server().set(CoreSettings.DOCUMENT_ROOT, root);
  }

  private static void protocols(Node.Directive directive, DirectiveScope scope) {
    List<String> named = new ArrayList<>();
    for (String word : directive.arguments()) {
      String name = word.toLowerCase(Locale.ROOT);
      if (SPOKEN.contains(name)) {
        named.add(name);
      } else {
        scope.error(
            directive.at(),
            "Protocols: " + word + " is not spoken here",
            "name h2, h2c or http/1.1");
      }
    }
    List<String> before =
        scope.server().has(CoreSettings.PROTOCOLS)
            ? scope.server().get(CoreSettings.PROTOCOLS)
            : List.of();
    scope.server().set(CoreSettings.PROTOCOLS, appended(before, named));
  }

  private static void errorLog(Node.Directive directive, DirectiveScope scope) {
    String file = directive.arguments().getFirst();
    if (file.startsWith("|") || file.equals("syslog") || file.startsWith("syslog:")) {
      scope.error(
          directive.at(),
          "ErrorLog to a program or to syslog is not supported: " + file,
          "log to a file, or to /dev/stderr under systemd");
    } else {
      scope.server().set(CoreSettings.ERROR_LOG, file);
    }
  }

  private static void tokens(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst().toLowerCase(Locale.ROOT);
    CoreSettings.ServerTokens tokens =
        switch (word) {
          case "prod", "productonly" -> CoreSettings.ServerTokens.PROD;
          case "major" -> CoreSettings.ServerTokens.MAJOR;
          case "minor" -> CoreSettings.ServerTokens.MINOR;
          case "min", "minimal" -> CoreSettings.ServerTokens.MIN;
          case "os" -> CoreSettings.ServerTokens.OS;
          case "full" -> CoreSettings.ServerTokens.FULL;
          default -> null;
        };
    if (tokens == null) {
      scope.error(
          directive.at(),
          "ServerTokens takes 1 argument: 'Prod(uctOnly)', 'Major', 'Minor', 'Min(imal)', 'OS', or"
              + " 'Full'",
          "choose one of them");
    } else {
      scope.server().set(CoreSettings.SERVER_TOKENS, tokens);
    }
  }

  /** Trailers come when the head has long been acted on. */
  private static void trailers(Node.Directive directive, DirectiveScope scope) {
    if (directive.arguments().getFirst().equalsIgnoreCase("on")) {
      scope.error(
          directive.at(),
          "MergeTrailers on is not supported: a field that comes after the content would count as"
              + " if it had been looked at before",
          "remove it; off is what happens");
    }
  }

  private static void encodedSlashes(Node.Directive directive, DirectiveScope scope) {
    switch (directive.arguments().getFirst().toLowerCase(Locale.ROOT)) {
      case "on" -> scope.server().set(CoreSettings.ENCODED_SLASHES, CoreSettings.EncodedSlashes.ON);
      case "off" ->
          scope.server().set(CoreSettings.ENCODED_SLASHES, CoreSettings.EncodedSlashes.OFF);
      case "nodecode" ->
          scope.server().set(CoreSettings.ENCODED_SLASHES, CoreSettings.EncodedSlashes.NO_DECODE);
      default ->
          scope.error(
              directive.at(),
              "AllowEncodedSlashes must be On, Off, or NoDecode",
              "choose one of them");
    }
  }

  private static void keepAliveTimeout(Node.Directive directive, DirectiveScope scope) {
    String text = directive.arguments().getFirst();
    OptionalLong millis = TimeText.millis(text);
    if (millis.isEmpty()) {
      scope.error(directive.at(), "KeepAliveTimeout has wrong format", "write seconds, or 500ms");
      return;
    }
    scope.server().set(CoreSettings.KEEP_ALIVE_TIMEOUT, millis.getAsLong());
  }
}
