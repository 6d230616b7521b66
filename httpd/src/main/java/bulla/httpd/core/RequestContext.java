package bulla.httpd.core;

import bulla.http.Connection;
import bulla.http.Exchange;
import bulla.http.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the server, or a sub-request that was made for it. Used by one
 * thread at a time.
 */
public final class RequestContext {
  private final ServerContext server;
  private final Exchange exchange;
  private final @Nullable RequestContext parent;
  private final VirtualHost host;
  private final String uri;
  private final @Nullable String query;
  private Resource resource = Resource.UNKNOWN;
  private Settings directory;
  private @Nullable Map<String, String> notes;
  private @Nullable Map<String, String> environment;
  private @Nullable String user;
  private @Nullable String authType;

  RequestContext(
      ServerContext server,
      Exchange exchange,
      @Nullable RequestContext parent,
      VirtualHost host,
      String uri,
      @Nullable String query) {
    this.server = server;
    this.exchange = exchange;
    this.parent = parent;
    this.host = host;
    this.uri = uri;
    this.query = query;
    this.directory = host.directory();
  }

  /** The generation of the server that answers. */
  public ServerContext server() {
    return server;
  }

  /** The exchange; a sub-request shares its parent's. */
  public Exchange exchange() {
    return exchange;
  }

  /** The head as the client sent it. */
  public Request request() {
    return exchange.request();
  }

  /** The connection. */
  public Connection connection() {
    return exchange.connection();
  }

  /** The request for which this sub-request or internal redirect is made; null if none. */
  public @Nullable RequestContext parent() {
    return parent;
  }

  /** The virtual host that answers. */
  public VirtualHost host() {
    return host;
  }

  /** The URL path, decoded, without dot segments and double slashes. */
  public String uri() {
    return uri;
  }

  /** What stands after the question mark; null if there is none. */
  public @Nullable String query() {
    return query;
  }

  /** What the path led to. */
  public Resource resource() {
    return resource;
  }

  /** The file that the path led to, existing or not; null before and when there is none. */
  public @Nullable Path file() {
    return resource.file();
  }

  /** What all sections that match have to say, merged. */
  public Settings directory() {
    return directory;
  }

  /** Notes of one module to another: {@code ssl-access-forbidden}. */
  public Map<String, String> notes() {
    Map<String, String> found = notes;
    if (found == null) {
      found = new HashMap<>();
      notes = found;
    }
    return found;
  }

  /** Environment variables: SetEnv, SSLOptions +StdEnvVars. */
  public Map<String, String> environment() {
    Map<String, String> found = environment;
    if (found == null) {
      found = new HashMap<>();
      environment = found;
    }
    return found;
  }

  /** The name of who asks, REMOTE_USER; null if nobody said. */
  public @Nullable String user() {
    return user;
  }

  /** Sets {@link #user}. */
  public void user(@Nullable String user) {
    this.user = user;
  }

  /** How the user was found out, AUTH_TYPE; null if not at all. */
  public @Nullable String authType() {
    return authType;
  }

  /** Sets {@link #authType}. */
  public void authType(@Nullable String authType) {
    this.authType = authType;
  }

  void found(Resource resource, Settings directory) {
    this.resource = resource;
    this.directory = directory;
  }

  /** Whether a message would be written. */
  public boolean logs(String module, LogLevel level) {
    return directory.has(CoreSettings.LOG_LEVEL)
        ? directory.get(CoreSettings.LOG_LEVEL).permit(module, level)
        : host.log().permits(module, level);
  }

  /** Logs a message about this request to its host's error log: with client and referer. */
  public void log(String module, LogLevel level, String message) {
    log(module, level, null, message);
  }

  /** Logs a message about this request, with what the system said. */
  public void log(String module, LogLevel level, @Nullable SystemError error, String message) {
    if (logs(module, level)) {
      host.log()
          .target()
          .write(
              new ErrorLogLine(
                  module,
                  level,
                  error,
                  connection().remoteAddress(),
                  message,
                  request().field("Referer")));
    }
  }
}
