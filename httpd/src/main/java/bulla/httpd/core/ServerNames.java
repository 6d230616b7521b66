package bulla.httpd.core;

import bulla.apacheconf.Names;
import java.util.Locale;
import java.util.Set;

/** What expressions may name: core's variables and functions, and the modules' own. */
final class ServerNames implements Names {
  private static final Set<String> VARIABLES =
      Set.of(
          "HTTP_ACCEPT HTTP_COOKIE HTTP_FORWARDED HTTP_HOST HTTP_PROXY_CONNECTION HTTP_REFERER"
              .concat(" HTTP_USER_AGENT REQUEST_METHOD REQUEST_SCHEME REQUEST_URI REQUEST_FILENAME")
              .concat(" REQUEST_STATUS REQUEST_LOG_ID THE_REQUEST QUERY_STRING PATH_INFO")
              .concat(" SCRIPT_FILENAME DOCUMENT_URI DOCUMENT_ROOT CONTEXT_PREFIX")
              .concat(" CONTEXT_DOCUMENT_ROOT SCRIPT_USER SCRIPT_GROUP LAST_MODIFIED HANDLER")
              .concat(" CONTENT_TYPE IS_SUBREQ AUTH_TYPE REMOTE_USER REMOTE_ADDR REMOTE_PORT")
              .concat(" REMOTE_HOST REMOTE_IDENT SERVER_NAME SERVER_PORT SERVER_ADMIN")
              .concat(" SERVER_PROTOCOL SERVER_PROTOCOL_VERSION SERVER_PROTOCOL_VERSION_MAJOR")
              .concat(" SERVER_PROTOCOL_VERSION_MINOR CONN_REMOTE_ADDR CONN_LOG_ID HTTPS IPV6")
              .concat(" TIME_YEAR TIME_MON TIME_DAY TIME_HOUR TIME_MIN TIME_SEC TIME_WDAY TIME")
              .concat(" SERVER_SOFTWARE API_VERSION")
              .split(" "));

  private static final Set<String> FUNCTIONS =
      Set.of("req", "http", "req_novary", "resp", "reqenv", "osenv", "env", "note");

  private final Hooks hooks;

  ServerNames(Hooks hooks) {
    this.hooks = hooks;
  }

  @Override
  public boolean variable(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return VARIABLES.contains(upper)
        || hooks.expressionVariables.keySet().stream().anyMatch(upper::startsWith);
  }

  @Override
  public boolean function(String name) {
    return FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean listFunction(String name) {
    return hooks.listFunctions.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  @Override
  public boolean operator(String letter) {
    // -F and -U ask sub-requests, which an expression on an event loop cannot wait for.
    return false;
  }
}
