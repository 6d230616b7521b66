package bulla.httpd.authz;

import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Words;
import bulla.httpd.core.Authorizer.Authorization;
import bulla.httpd.core.Authorizer.InvalidException;
import bulla.httpd.core.Authorizer.Test;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** mod_authz_core's own providers: all, env, method, expr. */
final class Providers {
  private Providers() {}

  static void register(Hooks hooks) {
    hooks.authorizer("all", (arguments, line, scope) -> all(arguments));
    hooks.authorizer("env", (arguments, line, scope) -> environment(arguments));
    hooks.authorizer("method", (arguments, line, scope) -> method(arguments));
    hooks.authorizer("expr", (arguments, line, scope) -> expression(arguments, line, scope, hooks));
  }

  private static Test all(String arguments) throws InvalidException {
    return switch (arguments.toLowerCase(Locale.ROOT)) {
      case "granted" -> request -> Authorization.GRANTED;
      case "denied" -> request -> Authorization.DENIED;
      default ->
          throw new InvalidException("Argument for 'Require all' must be 'granted' or 'denied'");
    };
  }

  private static Test environment(String arguments) {
    List<String> names = Words.split(arguments);
    return request ->
        granted(names.stream().anyMatch(name -> request.environment().containsKey(name)));
  }

  private static Test method(String arguments) throws InvalidException {
    List<String> names = Words.split(arguments);
    for (String name : names) {
      if (!name.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
        throw new InvalidException("unknown method '" + name + "'");
      }
    }
    Set<String> methods = Set.copyOf(names);
    return request -> {
      String method = request.request().method();
      return granted(
          methods.contains(method) || (method.equals("HEAD") && methods.contains("GET")));
    };
  }

  private static Test expression(
      String arguments, DirectiveLine line, DirectiveScope scope, Hooks hooks)
      throws InvalidException {
    Expression expression;
    try {
      expression = Expression.parseRequirement(arguments, scope.expressions());
    } catch (ExpressionException bad) {
      throw new InvalidException("Cannot parse expression in require line: " + bad.text());
    }
    boolean aboutUser = expression.mentions("REMOTE_USER");
    return request -> test(expression, aboutUser, line, request, hooks);
  }

  private static Authorization test(
      Expression expression,
      boolean aboutUser,
      DirectiveLine line,
      RequestContext request,
      Hooks hooks) {
    try {
      if (request.test(expression)) {
        return Authorization.GRANTED;
      }
      return aboutUser && request.user() == null
          ? Authorization.DENIED_NO_USER
          : Authorization.DENIED;
    } catch (ExpressionException undecided) {
      request.log(
          AuthzCore.LOG,
          LogLevel.ERROR,
          "AH02320: Error evaluating expression in 'Require expr': " + undecided.text());
      hooks.tellDenied(request, line, undecided.text());
      return Authorization.ERROR;
    }
  }

  static Authorization granted(boolean granted) {
    return granted ? Authorization.GRANTED : Authorization.DENIED;
  }
}
