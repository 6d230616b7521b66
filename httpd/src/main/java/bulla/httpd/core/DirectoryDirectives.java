package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Core's directives of directories (the manual's page "core"). */
final class DirectoryDirectives {
  private DirectoryDirectives() {}

  private static final EnumSet<Scope> ALL = EnumSet.allOf(Scope.class);

  static void addTo(Rules rules) {
    rules
        .anywhere(
            "Options",
            Arguments.ANY,
            OverrideGroup.OPTIONS,
            "Set a number of attributes for a given directory",
            OptionDirectives::options)
        .add(
            "AllowOverride",
            Arguments.ANY,
            EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY),
            null,
            "Controls what groups of directives can be configured by per-directory config files",
            OptionDirectives::allowOverride)
        .add(
            "AllowOverrideList",
            Arguments.ANY,
            EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY),
            null,
            "Controls what individual directives can be configured by per-directory config files",
            OptionDirectives::allowOverrideList)
        .add(
            "LogLevel",
            Arguments.ITERATE,
            EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY),
            null,
            "Level of verbosity in error logging",
            LogLevelDirective::apply)
        .anywhere(
            "ErrorDocument",
            Arguments.TWO,
            OverrideGroup.FILE_INFO,
            "Change responses for HTTP errors",
            DirectoryDirectives::errorDocument)
        .anywhere(
            "ServerSignature",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "En-/disable server signature (on|off|email)",
            DirectoryDirectives::signature)
        .anywhere(
            "AddDefaultCharset",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "The name of the default charset to add to any Content-Type without one or 'Off' to"
                + " disable",
            DirectoryDirectives::charset)
        .anywhere(
            "FileETag",
            Arguments.ANY,
            OverrideGroup.FILE_INFO,
            "Specify components used to construct a file's ETag",
            DirectoryDirectives::fileTag)
        .anywhere(
            "AcceptPathInfo",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "Set to on or off for PATH_INFO to be accepted by handlers, or default for the"
                + " per-handler preference",
            (d, s) ->
                s.directory()
                    .set(
                        CoreSettings.ACCEPT_PATH_INFO,
                        d.arguments().getFirst().equalsIgnoreCase("on")))
        .anywhere(
            "ForceType",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "a mime type that overrides other configured type",
            (d, s) -> s.directory().set(CoreSettings.FORCE_TYPE, unlessNone(d)))
        .anywhere(
            "SetHandler",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "a handler name that overrides any other configured handler",
            (d, s) ->
                s.directory()
                    .set(CoreSettings.HANDLER, unlessNone(d))
                    .set(CoreSettings.HANDLER_OF_HTACCESS, s.inHtaccess()))
        .add(
            "UseCanonicalName",
            Arguments.ONE,
            EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY),
            null,
            "How to work out the ServerName : Port when constructing URLs",
            (d, s) ->
                s.directory()
                    .set(
                        CoreSettings.USE_CANONICAL_NAME,
                        d.arguments().getFirst().equalsIgnoreCase("on")))
        .anywhere(
            "MaxRanges",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "Maximum number of Ranges in a request before returning the entire resource",
            DirectoryDirectives::maxRanges)
        .anywhere(
            "LimitRequestBody",
            Arguments.ONE,
            OverrideGroup.FILE_INFO,
            "Limit (in bytes) on maximum size of request message body",
            DirectoryDirectives::limitBody);
    // Files are sent as is best for their size, whatever these say.
    rules.nothingToDo(ALL, Arguments.FLAG, "EnableSendfile", "EnableMMAP");
    rules.nothingToDo(ALL, Arguments.ONE, "ReadBufferSize");
    // Addresses are never looked up for logs.
    rules.nothingToDo(ALL, Arguments.ONE, "HostnameLookups");
    // CGI is not there, so its limits have nothing to limit.
    rules.nothingToDo(
        ALL,
        Arguments.ANY,
        "RLimitCPU",
        "RLimitMEM",
        "RLimitNPROC",
        "CGIPassAuth",
        "ScriptInterpreterSource");
  }

  private static Optional<String> unlessNone(Node.Directive directive) {
    String argument = directive.arguments().getFirst();
    return argument.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(argument);
  }

  private static void errorDocument(Node.Directive directive, DirectiveScope scope) {
    String code = directive.arguments().getFirst();
    int status = code.matches("[0-9]{3}") ? Integer.parseInt(code) : 0;
    if (status < 400 || StatusLine.reason(status) == null) {
      scope.error(
          directive.at(),
          "Unsupported HTTP response code " + code,
          "name a status from 400 to 599");
      return;
    }
    // The second argument is taken as it stands, so that a quote that is never closed is seen.
    String raw = directive.raw().substring(directive.raw().indexOf(code) + code.length()).strip();
    String argument =
        raw.startsWith("\"") && raw.indexOf('"', 1) < 0 ? raw : directive.arguments().get(1);
    ErrorDocument document;
    try {
      document = ErrorDocument.parse(argument, scope.expressions());
    } catch (ExpressionException bad) {
      scope.error(
          directive.at(),
          "Cannot parse expression in ErrorDocument: " + bad.text(),
          "correct what stands in %{...}");
      return;
    }
    if (!(document instanceof ErrorDocument.Text) && argument.contains("%{")) {
      // What a request brings has no business in a Location field.
      scope.error(
          directive.at(),
          "ErrorDocument: variables stand in texts, not in the address of a page",
          "name a fixed page, or write a text");
      return;
    }
    scope
        .directory()
        .update(
            CoreSettings.ERROR_DOCUMENTS,
            old -> {
              Map<Integer, ErrorDocument> all = new HashMap<>(old);
              all.put(status, document);
              return Map.copyOf(all);
            });
  }

  private static void signature(Node.Directive directive, DirectiveScope scope) {
    switch (directive.arguments().getFirst().toLowerCase(Locale.ROOT)) {
      case "on" -> scope.directory().set(CoreSettings.SIGNATURE, CoreSettings.Signature.ON);
      case "off" -> scope.directory().set(CoreSettings.SIGNATURE, CoreSettings.Signature.OFF);
      case "email" -> scope.directory().set(CoreSettings.SIGNATURE, CoreSettings.Signature.EMAIL);
      default ->
          scope.error(
              directive.at(),
              "ServerSignature: use one of: off | on | email",
              "choose one of them");
    }
  }

  private static void charset(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    scope
        .directory()
        .set(
            CoreSettings.DEFAULT_CHARSET,
            switch (word.toLowerCase(Locale.ROOT)) {
              case "off" -> Optional.empty();
              case "on" -> Optional.of("iso-8859-1");
              default -> Optional.of(word);
            });
  }

  private static void fileTag(Node.Directive directive, DirectiveScope scope) {
    Set<FileTag> tags = EnumSet.noneOf(FileTag.class);
    for (String word : directive.arguments()) {
      boolean minus = word.startsWith("-");
      boolean signed = minus || word.startsWith("+");
      if (signed && tags.isEmpty()) {
        tags.addAll(scope.directory().get(CoreSettings.FILE_ETAG));
      }
      Set<FileTag> named =
          switch ((signed ? word.substring(1) : word).toLowerCase(Locale.ROOT)) {
            case "none" -> Set.of();
            case "all" -> EnumSet.allOf(FileTag.class);
            case "inode" -> Set.of(FileTag.INODE);
            case "mtime" -> Set.of(FileTag.MTIME);
            case "size" -> Set.of(FileTag.SIZE);
            default -> {
              scope.error(
                  directive.at(),
                  "Unknown keyword '" + word + "' for FileETag directive",
                  "use INode, MTime, Size, All or None");
              yield Set.of();
            }
          };
      if (minus) {
        tags.removeAll(named);
      } else {
        tags.addAll(named);
      }
    }
    scope.directory().set(CoreSettings.FILE_ETAG, Set.copyOf(tags));
  }

  private static void maxRanges(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst().toLowerCase(Locale.ROOT);
    switch (word) {
      case "none" -> scope.directory().set(CoreSettings.MAX_RANGES, 0L);
      case "unlimited" -> scope.directory().set(CoreSettings.MAX_RANGES, -1L);
      case "default" -> scope.directory().set(CoreSettings.MAX_RANGES, 200L);
      default -> number(directive, scope, CoreSettings.MAX_RANGES, word, 1);
    }
  }

  private static void limitBody(Node.Directive directive, DirectiveScope scope) {
    number(directive, scope, CoreSettings.LIMIT_BODY, directive.arguments().getFirst(), 0);
  }

  private static void number(
      Node.Directive directive,
      DirectiveScope scope,
      Setting<Long> setting,
      String text,
      long least) {
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) >= least) {
      scope.directory().set(setting, Long.parseLong(text));
    } else {
      scope.error(
          directive.at(),
          directive.name() + " requires a non-negative integer.",
          "'" + text + "' is none");
    }
  }
}
