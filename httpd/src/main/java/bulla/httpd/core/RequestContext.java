package bulla.httpd.core;

import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.http.Connection;
import bulla.http.Exchange;
import bulla.http.Request;
import bulla.http.Response;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the server, or a sub-request that was made for it. Used by one
 * thread at a time.
 */
public final class RequestContext {
  private static final String REFUSAL = "BULLA_REFUSAL";

  private final RequestProcessor processor;
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
  private @Nullable RequestContext served;
  private List<Response.Field> sent = List.of();
  private boolean dead;
  private boolean bodyTaken;
  private int errorStatus;

  RequestContext(
      RequestProcessor processor,
      Exchange exchange,
      @Nullable RequestContext parent,
      VirtualHost host,
      String uri,
      @Nullable String query) {
    this.processor = processor;
    this.exchange = exchange;
    this.parent = parent;
    this.host = host;
    this.uri = uri;
    this.query = query;
    this.directory = host.directory();
  }

  /** The generation of the server that answers. */
  public ServerContext server() {
    return processor.generation().server();
  }

  /** What the server calls itself: the Server field's value. */
  public String software() {
    return processor.serverField();
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

  /** Whether nobody has taken up the request's body yet; from now on it is the caller's. */
  boolean leavesBody() {
    RequestContext top = top();
    boolean left = !top.bodyTaken;
    top.bodyTaken = true;
    return left;
  }

  /** The virtual host that answers. */
  public VirtualHost host() {
    return host;
  }

  /** The URL path, decoded, without dot segments and double slashes. */
  public String uri() {
    return uri;
  }

  /** The URL path in the form for a URL. */
  public String escapedUri() {
    return UriPath.escape(uri);
  }

  /** A path in the form for a URL. */
  public static String escape(String path) {
    return UriPath.escape(path);
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

  /** {@code http} or {@code https}. */
  public String scheme() {
    String named = host.scheme();
    return named != null ? named : connection().tls() == null ? "http" : "https";
  }

  /** The name for self-references (UseCanonicalName): the client's Host, or ServerName. */
  public String serverName() {
    String field = request().field("Host");
    String asked = field == null ? null : HostNames.ofField(field);
    if (asked != null && !asked.isEmpty() && !directory.get(CoreSettings.USE_CANONICAL_NAME)) {
      return asked;
    }
    String name = host.serverName();
    return name == null ? HostNames.local() : name;
  }

  /** The port for self-references. */
  public int serverPort() {
    if (!directory.get(CoreSettings.USE_CANONICAL_NAME)) {
      String field = request().field("Host");
      int colon = field == null ? -1 : field.lastIndexOf(':');
      Integer port = field == null || colon < 0 ? null : Ports.parse(field.substring(colon + 1));
      if (port != null) {
        return port;
      }
      if (field != null) {
        return connection().tls() == null ? 80 : 443;
      }
    }
    return host.serverPort() != 0 ? host.serverPort() : connection().localAddress().getPort();
  }

  /** An absolute URL of this server for an escaped path. */
  public String absolute(String path) {
    int port = serverPort();
    boolean usual = port == (scheme().equals("https") ? 443 : 80);
    return scheme() + "://" + serverName() + (usual ? "" : ":" + port) + path;
  }

  /** Notes of one module to another: {@code error-notes}, {@code ssl-access-forbidden}. */
  public Map<String, String> notes() {
    Map<String, String> found = notes;
    if (found == null) {
      found = new HashMap<>();
      notes = found;
    }
    return found;
  }

  /** A note that somebody made; null if nobody did. */
  @Nullable String note(String name) {
    return notes == null ? null : notes.get(name);
  }

  /**
   * Notes that the request is refused for a reason that stands elsewhere under this id: the page
   * that refuses names it, and so can logs and ErrorDocument, as the note or variable {@code
   * BULLA_REFUSAL}.
   */
  public void refused(String id) {
    for (RequestContext each = this; each != null; each = each.parent) {
      each.notes().put(REFUSAL, id);
      each.environment().put(REFUSAL, id);
    }
  }

  /** What {@link #refused} noted; null if there is nothing, or nobody sees the page. */
  @Nullable String refusal() {
    return dead() ? null : top().note(REFUSAL);
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

  /**
   * What a module keeps on the connection from one request to the next.
   *
   * @param type names it; a type of the module's own
   * @param make makes it when it is not there yet
   */
  public <T> T onConnection(Class<T> type, Supplier<T> make) {
    return ConnectionHosts.of(connection(), server(), connection().localAddress())
        .state(type, make);
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

  /** The resource that was served in this one's place: the index file of a directory. */
  public RequestContext served() {
    return served == null ? this : served;
  }

  /**
   * Whether a condition holds for this request.
   *
   * @throws ExpressionException if that cannot be told; nothing may be granted then
   */
  public boolean test(Expression expression) throws ExpressionException {
    return expression.test(processor.evaluation(this));
  }

  /**
   * What a client would get for another path: looks the path up and asks the access checks.
   * Completes on the event loop.
   *
   * @param path decoded and clean
   */
  public CompletionStage<Lookup> lookup(String path) {
    return processor.lookup(this, path);
  }

  /** Runs what may block, such as reading a directory, on virtual threads. */
  public Executor blocking() {
    return processor.blocking();
  }

  /**
   * A path that was looked up.
   *
   * @param request a sub-request for it
   * @param status 200 if it may come in, or what the client would get
   */
  public record Lookup(RequestContext request, int status) {}

  /** The first value of a field of the response, for logs; null if it had none. */
  public @Nullable String sentField(String name) {
    for (Response.Field field : top().sent) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  void sent(List<Response.Field> fields) {
    top().sent = fields;
  }

  void found(Resource resource, Settings directory) {
    this.resource = resource;
    this.directory = directory;
  }

  void serve(RequestContext other) {
    this.served = other;
  }

  /** The request at the top, that the client made. */
  RequestContext top() {
    RequestContext top = this;
    while (top.parent != null) {
      top = top.parent;
    }
    return top;
  }

  /** Whether the connection has died under this request; then nothing of the answer is seen. */
  public boolean dead() {
    return top().dead;
  }

  void die() {
    top().dead = true;
  }

  /** The status for which an ErrorDocument is being asked for; 0 if none is. */
  int errorStatus() {
    return errorStatus;
  }

  void errorStatus(int status) {
    this.errorStatus = status;
  }

  /** Whether a message would be written. */
  public boolean logs(String module, LogLevel level) {
    return directory.has(CoreSettings.LOG_LEVEL)
        ? directory.get(CoreSettings.LOG_LEVEL).over(host.log().levels()).permit(module, level)
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
