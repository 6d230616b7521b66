package bulla.httpd.ssl;

import bulla.apacheconf.ExpressionException;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SSLUserName and SSLRequire: the rules that look at what the connection has shown. */
final class RequirementCheck {
  private static final int FORBIDDEN = 403;

  /** What a rule that looks at the client's certificate mentions. */
  private static final Pattern CERTIFICATE =
      Pattern.compile("SSL_CLIENT_|ssl-verify-client|PeerExtList|OID", Pattern.CASE_INSENSITIVE);

  private final SslVariables variables;

  private final Refusals refusals;

  RequirementCheck(SslVariables variables, Refusals refusals) {
    this.variables = variables;
    this.refusals = refusals;
  }

  /**
   * A Require that keeps a request out: a refusal if it looks at the client's certificate.
   *
   * @param undecided why it cannot be told whether it is met; null if it is not
   */
  void denied(RequestContext request, DirectiveLine rule, @Nullable String undecided) {
    boolean named =
        request.directory().get(SslSettings.USER_NAME).isPresent()
            && rule.text().contains("REMOTE_USER");
    if (named || CERTIFICATE.matcher(rule.text()).find()) {
      RefusalCause cause = undecided == null ? RefusalCause.RULE : RefusalCause.BROKEN_RULE;
      refusals.ofRequest(
          request, LogLevel.ERROR, Finding.of(cause, rule, undecided), Demand.line(request));
    }
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

  private AccessOutcome check(SslRequirement requirement, RequestContext request) {
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
      refused(request, Finding.of(RefusalCause.BROKEN_RULE, requirement.line(), broken.text()));
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
    refused(request, Finding.of(RefusalCause.RULE, requirement.line(), null));
    return forbidden(request);
  }

  private void refused(RequestContext request, Finding finding) {
    DirectiveLine rule = finding.rule();
    if (rule != null && CERTIFICATE.matcher(rule.text()).find()) {
      refusals.ofRequest(request, LogLevel.ERROR, finding, Demand.line(request));
    }
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
