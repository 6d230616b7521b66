package bulla.httpd.setenvif;

import bulla.apacheconf.Captures;
import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import bulla.apacheconf.Regex;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Apache's mod_setenvif: BrowserMatch and SetEnvIf. */
public final class EnvironmentModule implements HttpdModule {
  private static final Setting<List<Rule>> RULES =
      Setting.merged(
          "SetEnvIf",
          List.of(),
          (outer, inner) -> Stream.concat(outer.stream(), inner.stream()).toList());

  /** Variables that are set when an attribute of the request matches. */
  private record Rule(String attribute, Regex pattern, List<String> variables) {
    private Rule {
      variables = List.copyOf(variables);
    }
  }

  @Override
  public String file() {
    return "mod_setenvif.c";
  }

  @Override
  public String identifier() {
    return "setenvif_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules("mod_setenvif");
    for (boolean blind : List.of(false, true)) {
      rules
          .anywhere(
              blind ? "BrowserMatchNoCase" : "BrowserMatch",
              Arguments.ITERATE_AFTER_FIRST,
              OverrideGroup.FILE_INFO,
              "A browser regular expression and a list of variables.",
              (directive, scope) -> add(directive, scope, "User-Agent", 0, blind))
          .anywhere(
              blind ? "SetEnvIfNoCase" : "SetEnvIf",
              Arguments.ITERATE_AFTER_FIRST,
              OverrideGroup.FILE_INFO,
              "A header-name, regex and a list of variables.",
              (directive, scope) ->
                  add(directive, scope, directive.arguments().getFirst(), 1, blind));
    }
    return rules.list();
  }

  private static void add(
      Node.Directive directive, DirectiveScope scope, String attribute, int from, boolean blind) {
    List<String> arguments = directive.arguments();
    if (arguments.size() < from + 2) {
      scope.error(
          directive.at(),
          directive.name() + " requires at least " + (from + 2) + " arguments",
          "name the expression and the variables");
      return;
    }
    try {
      Regex regex = Regex.compile(arguments.get(from), blind);
      Rule rule = new Rule(attribute, regex, arguments.subList(from + 1, arguments.size()));
      scope.directory().update(RULES, old -> Stream.concat(old.stream(), Stream.of(rule)).toList());
    } catch (ExpressionException bad) {
      scope.error(
          directive.at(),
          directive.name() + " regex could not be compiled.",
          "correct " + arguments.get(from));
    }
  }

  @Override
  public void register(Hooks hooks) {
    // Before the checks of access, which may ask for what is set here.
    hooks.accessCheck(
        request -> {
          request.directory().get(RULES).forEach(rule -> apply(rule, request));
          return AccessOutcome.Pass.NOW;
        });
  }

  private static void apply(Rule rule, RequestContext request) {
    Captures captures = new Captures();
    try {
      if (!rule.pattern.find(attribute(rule.attribute, request), captures)) {
        return;
      }
    } catch (ExpressionException tooLong) {
      return;
    }
    for (String variable : rule.variables) {
      int equals = variable.indexOf('=');
      if (variable.startsWith("!")) {
        request.environment().remove(variable.substring(1));
      } else if (equals < 0) {
        request.environment().put(variable, "1");
      } else {
        String value = variable.substring(equals + 1);
        for (int i = 0; i < 10; i++) {
          value = value.replace("$" + i, captures.group(i));
        }
        request.environment().put(variable.substring(0, equals), value);
      }
    }
  }

  private static String attribute(String name, RequestContext request) {
    String value =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "remote_addr", "remote_host" ->
              request.connection().remoteAddress().getAddress().getHostAddress();
          case "server_addr" -> request.connection().localAddress().getAddress().getHostAddress();
          case "request_uri" -> request.uri();
          case "request_method" -> request.request().method();
          case "request_protocol" -> request.request().version();
          default -> {
            String own = request.environment().get(name);
            yield own == null ? request.request().field(name) : own;
          }
        };
    return value == null ? "" : value;
  }
}
