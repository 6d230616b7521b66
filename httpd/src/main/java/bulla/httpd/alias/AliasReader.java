package bulla.httpd.alias;

import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import bulla.apacheconf.Regex;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Setting;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads mod_alias' directives. */
final class AliasReader {
  private AliasReader() {}

  static void alias(Node.Directive directive, DirectiveScope scope, boolean script) {
    List<String> arguments = directive.arguments();
    String from = arguments.size() == 2 ? arguments.getFirst() : scope.subject();
    if ((arguments.size() == 2) == scope.inDirectory() || from == null) {
      scope.error(
          directive.at(),
          directive.name()
              + (scope.inDirectory()
                  ? " takes one argument in a Location section"
                  : " takes two arguments outside of sections"),
          "write: " + directive.name() + " /url /path, or one path in <Location /url>");
      return;
    }
    String written = arguments.getLast();
    String to = scope.resolve(written).toString();
    boolean slash = written.endsWith("/") && !to.endsWith("/");
    add(scope, AliasModule.ALIASES, new Alias.Prefix(from, slash ? to + "/" : to, script));
  }

  static void aliasMatch(Node.Directive directive, DirectiveScope scope, boolean script) {
    Regex regex = regex(directive.arguments().getFirst(), directive, scope);
    if (regex != null) {
      String to = directive.arguments().getLast();
      String absolute = to.startsWith("/") ? to : scope.resolve(".") + "/" + to;
      add(scope, AliasModule.ALIASES, new Alias.Pattern(regex, absolute, script));
    }
  }

  static void redirect(Node.Directive directive, DirectiveScope scope) {
    List<String> arguments = directive.arguments();
    boolean match = directive.name().equals("RedirectMatch");
    Integer named = status(directive.name(), arguments);
    boolean worded = arguments.size() > 1 && status("", arguments) != null;
    List<String> rest = worded ? arguments.subList(1, arguments.size()) : arguments;
    int status = named == null ? 302 : named;
    boolean leads = status >= 300 && status <= 399;
    String from =
        rest.size() > (leads ? 1 : 0) && !rest.isEmpty() ? rest.getFirst() : scope.subject();
    String to = leads ? rest.getLast() : "";
    if (from == null || (!leads && rest.size() > 1)) {
      scope.error(
          directive.at(),
          leads ? "Redirect to non-URL" : "Redirect URL not valid for this status",
          "write: " + directive.name() + " [status] /path [url]");
      return;
    }
    if (leads && to.indexOf("://") < 0 && !to.startsWith("/")) {
      scope.error(directive.at(), "Redirect to non-URL", "begin with https:// or /");
      return;
    }
    Regex regex = match ? regex(from, directive, scope) : null;
    if (match && regex == null) {
      return;
    }
    Redirect redirect = new Redirect(status, match ? null : from, regex, to);
    if (scope.inDirectory()) {
      scope
          .directory()
          .update(
              AliasModule.DIRECTORY_REDIRECTS,
              old -> Stream.concat(old.stream(), Stream.of(redirect)).toList());
    } else {
      add(scope, AliasModule.REDIRECTS, redirect);
    }
  }

  private static @Nullable Integer status(String name, List<String> arguments) {
    switch (name) {
      case "RedirectTemp" -> {
        return 302;
      }
      case "RedirectPermanent" -> {
        return 301;
      }
      default -> {
        // The first argument may be a status.
      }
    }
    String word = arguments.getFirst().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "permanent" -> 301;
      case "temp" -> 302;
      case "seeother" -> 303;
      case "gone" -> 410;
      default -> word.matches("[1-5][0-9][0-9]") ? Integer.valueOf(word) : null;
    };
  }

  private static @Nullable Regex regex(
      String text, Node.Directive directive, DirectiveScope scope) {
    try {
      return Regex.compile(text, false);
    } catch (ExpressionException bad) {
      scope.error(directive.at(), "Regular expression could not be compiled.", "correct " + text);
      return null;
    }
  }

  private static <T> void add(DirectiveScope scope, Setting<List<T>> setting, T more) {
    scope.server().update(setting, old -> Stream.concat(old.stream(), Stream.of(more)).toList());
  }
}
