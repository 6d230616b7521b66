package bulla.httpd.ssl;

import bulla.apacheconf.ExpressionException;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import java.nio.file.Path;
import java.util.Optional;

/** SSLUserName and SSLRequire: the rules that look at what the connection has shown. */
final class RequirementCheck {
  private static final int FORBIDDEN = 403;

  private final SslVariables variables;

  RequirementCheck(SslVariables variables) {
    this.variables = variables;
  }

  AccessOutcome check(RequestContext request) {
    name(request);
    for (SslRequirement requirement : request.directory().get(SslSettings.REQUIRE)) {
      AccessOutcome outcome = check(requirement, request);
      if (!(outcome instanceof AccessOutcome.Pass)) {
        return outcome;
      }
    }
    return AccessOutcome.Pass.PASS;
  }

  private void name(RequestContext request) {
    Optional<String> variable = request.directory().get(SslSettings.USER_NAME);
    if (variable.isEmpty()) {
      return;
    }
    String user = variables.value(variable.get(), request);
    if (user == null || user.isEmpty()) {
      request.log(
          Ssl.LOG, LogLevel.WARN, "AH02227: Failed to set r->user to '" + variable.get() + "'");
      return;
    }
    request.user(user);
  }

  private static AccessOutcome check(SslRequirement requirement, RequestContext request) {
    String target = target(request);
    try {
      if (requirement.holds(request)) {
        return AccessOutcome.Pass.PASS;
      }
    } catch (ExpressionException broken) {
      request.log(
          Ssl.LOG,
          LogLevel.ERROR,
          "AH02265: access to "
              + target
              + " failed, reason: Failed to execute SSL requirement expression: "
              + broken.text());
      return forbidden(request);
    }
    request.log(
        Ssl.LOG,
        LogLevel.INFO,
        "AH02266: Access to "
            + target
            + " denied for "
            + request.connection().remoteAddress().getAddress().getHostAddress()
            + " (requirement expression not fulfilled)");
    request.log(
        Ssl.LOG, LogLevel.INFO, "AH02228: Failed expression: " + requirement.expression().text());
    request.log(
        Ssl.LOG,
        LogLevel.ERROR,
        "AH02229: access to "
            + target
            + " failed, reason: SSL requirement expression not fulfilled");
    return forbidden(request);
  }

  private static AccessOutcome forbidden(RequestContext request) {
    request.notes().put("ssl-access-forbidden", "1");
    return new AccessOutcome.Refused(FORBIDDEN);
  }

  private static String target(RequestContext request) {
    Path file = request.file();
    return file == null ? request.uri() : file.toString();
  }
}
