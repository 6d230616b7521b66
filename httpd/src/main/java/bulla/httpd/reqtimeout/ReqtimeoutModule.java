package bulla.httpd.reqtimeout;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.http.ReadTimeouts;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.List;
import java.util.Locale;

/** Apache's mod_reqtimeout: RequestReadTimeout. */
public final class ReqtimeoutModule implements HttpdModule {
  private static final String LOG = "reqtimeout";

  @Override
  public String file() {
    return "mod_reqtimeout.c";
  }

  @Override
  public String identifier() {
    return "reqtimeout_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_reqtimeout")
        .host(
            "RequestReadTimeout",
            Arguments.ANY,
            "Set various timeout parameters for TLS handshake and/or reading request headers and"
                + " body",
            ReqtimeoutModule::timeouts)
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.slowClient(
        (client, host, part) ->
            host.log()
                .connection(
                    LOG,
                    LogLevel.INFO,
                    null,
                    client,
                    "AH01382: Request " + part.name().toLowerCase(Locale.ROOT) + " read timeout"));
  }

  private static void timeouts(Node.Directive directive, DirectiveScope scope) {
    for (String argument : directive.arguments()) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        scope.error(
            directive.at(),
            "Invalid RequestReadTimeout parameter. Parameter must be in the form 'key=value'",
            "write for instance header=20-40,MinRate=500");
        return;
      }
      try {
        ReadTimeouts.Limit limit = TimeoutParameter.parse(argument.substring(equals + 1));
        scope.server().set(setting(argument.substring(0, equals)), limit);
      } catch (TimeoutParameter.BadException bad) {
        scope.error(
            directive.at(),
            "RequestReadTimeout: " + argument + ": " + bad.getMessage(),
            "write handshake=, header= or body= with seconds, seconds,MinRate=bytes or"
                + " seconds-seconds,MinRate=bytes; 0 is no limit");
      }
    }
  }

  private static Setting<ReadTimeouts.Limit> setting(String key)
      throws TimeoutParameter.BadException {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "handshake" -> CoreSettings.HANDSHAKE_TIMEOUT;
      case "header" -> CoreSettings.HEADER_TIMEOUT;
      case "body" -> CoreSettings.BODY_TIMEOUT;
      default -> throw new TimeoutParameter.BadException("Unknown RequestReadTimeout parameter");
    };
  }
}
