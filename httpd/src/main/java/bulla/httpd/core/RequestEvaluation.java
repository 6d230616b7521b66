package bulla.httpd.core;

import bulla.apacheconf.Evaluation;
import bulla.apacheconf.ExpressionException;
import bulla.http.Request;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request as expressions see it. */
final class RequestEvaluation implements Evaluation {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final RequestContext request;
  private final Hooks hooks;

  RequestEvaluation(RequestContext request, Hooks hooks) {
    this.request = request;
    this.hooks = hooks;
  }

  @Override
  public String variable(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (Map.Entry<String, Variables> entry : hooks.expressionVariables.entrySet()) {
      if (upper.startsWith(entry.getKey())) {
        return orEmpty(entry.getValue().value(name, request));
      }
    }
    if (upper.startsWith("HTTP_")) {
      String field = upper.substring(5).replace('_', '-');
      return orEmpty(request.request().field(field));
    }
    if (upper.startsWith("TIME")) {
      return time(upper);
    }
    return orEmpty(ofRequest(upper));
  }

  private @Nullable String ofRequest(String name) {
    Request head = request.request();
    return switch (name) {
      case "REQUEST_METHOD" -> head.method();
      case "REQUEST_SCHEME" -> request.scheme();
      case "REQUEST_URI", "DOCUMENT_URI" -> request.uri();
      case "REQUEST_FILENAME", "SCRIPT_FILENAME" -> text(request.file());
      case "THE_REQUEST" -> head.line();
      case "QUERY_STRING" -> request.query();
      case "PATH_INFO" -> request.resource().pathInfo();
      case "DOCUMENT_ROOT" -> text(request.host().settings().get(CoreSettings.DOCUMENT_ROOT));
      case "LAST_MODIFIED" -> lastModified();
      case "HANDLER" -> request.directory().get(CoreSettings.HANDLER).orElse(null);
      case "IS_SUBREQ" -> String.valueOf(request.parent() != null);
      case "AUTH_TYPE" -> request.authType();
      case "REMOTE_USER" -> request.user();
      default -> ofConnection(name);
    };
  }

  private @Nullable String ofConnection(String name) {
    var remote = request.connection().remoteAddress();
    String version = request.request().version().replace("HTTP/", "");
    return switch (name) {
      case "REMOTE_ADDR", "CONN_REMOTE_ADDR", "REMOTE_HOST" -> remote.getAddress().getHostAddress();
      case "REMOTE_PORT" -> String.valueOf(remote.getPort());
      case "SERVER_NAME" -> request.serverName();
      case "SERVER_PORT" -> String.valueOf(request.serverPort());
      case "SERVER_ADMIN" -> request.host().settings().get(CoreSettings.SERVER_ADMIN);
      case "SERVER_PROTOCOL" -> request.request().version();
      case "SERVER_PROTOCOL_VERSION_MAJOR" -> version.substring(0, 1);
      case "SERVER_PROTOCOL_VERSION_MINOR" -> version.substring(2);
      case "SERVER_PROTOCOL_VERSION" -> version.substring(0, 1) + "00" + version.substring(2);
      case "HTTPS" -> request.connection().tls() == null ? "off" : "on";
      case "IPV6" -> remote.getAddress() instanceof Inet6Address ? "on" : "off";
      case "SERVER_SOFTWARE" -> request.software();
      case "API_VERSION" -> "20120211";
      default -> null;
    };
  }

  private @Nullable String lastModified() {
    if (request.resource().kind() != Resource.Kind.FILE) {
      return null;
    }
    long micros = request.resource().modifiedMicros();
    return STAMP.format(
        Instant.ofEpochSecond(TimeUnit.MICROSECONDS.toSeconds(micros))
            .atZone(ZoneId.systemDefault()));
  }

  private String time(String name) {
    ZonedDateTime now = request.server().clock().instant().atZone(ZoneId.systemDefault());
    return switch (name) {
      case "TIME" -> STAMP.format(now);
      case "TIME_YEAR" -> String.valueOf(now.getYear());
      case "TIME_MON" -> two(now.getMonthValue());
      case "TIME_DAY" -> two(now.getDayOfMonth());
      case "TIME_HOUR" -> two(now.getHour());
      case "TIME_MIN" -> two(now.getMinute());
      case "TIME_SEC" -> two(now.getSecond());
      case "TIME_WDAY" -> String.valueOf(now.getDayOfWeek().getValue() % 7);
      default -> "";
    };
  }

  @Override
  public String function(String name, String argument) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "req", "http", "req_novary" -> orEmpty(request.request().field(argument));
      case "reqenv" -> orEmpty(request.environment().get(argument));
      case "osenv" -> orEmpty(System.getenv(argument));
      case "note" -> orEmpty(request.notes().get(argument));
      case "env" -> {
        String own = request.environment().get(argument);
        yield orEmpty(own == null ? System.getenv(argument) : own);
      }
      // Response fields are made after everything that asks.
      default -> "";
    };
  }

  @Override
  public List<String> list(String name, String argument) {
    for (Map.Entry<String, Hooks.ListFunction> entry : hooks.listFunctions.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry.getValue().list(argument, request);
      }
    }
    return List.of();
  }

  @Override
  public boolean operator(String letter, String argument) throws ExpressionException {
    throw new ExpressionException("operator -" + letter + " is not available");
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : String.valueOf(number);
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
