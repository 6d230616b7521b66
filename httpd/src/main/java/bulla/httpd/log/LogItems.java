package bulla.httpd.log;

import bulla.http.Exchange;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.LogText;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Variables;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The directives of log formats, each named by its letter in mod_log_config's manual. */
final class LogItems {
  private LogItems() {}

  private static final String PID = String.valueOf(ProcessHandle.current().pid());

  /**
   * A directive.
   *
   * @param argument what stood in braces, or empty
   */
  static LogItem of(String letter, String argument, Hooks hooks)
      throws LogFormat.UnrecognizedException {
    LogItem item = ofRequest(letter, argument);
    if (item == null) {
      item = ofEnding(letter, argument);
    }
    if (item == null) {
      Variables variables = argument.isEmpty() ? null : hooks.logVariables(letter);
      item = variables == null ? null : text(request -> variables.value(argument, request));
    }
    if (item == null) {
      throw new LogFormat.UnrecognizedException("Unrecognized LogFormat directive %" + letter);
    }
    return item;
  }

  private static @Nullable LogItem ofRequest(String letter, String argument) {
    return switch (letter) {
      case "a", "h" -> (request, ending, line) -> line.append(client(request));
      case "A" ->
          text(request -> request.connection().localAddress().getAddress().getHostAddress());
      case "l", "L", "R" -> (request, ending, line) -> line.append('-');
      case "u" -> user();
      case "t" -> TimeItem.of(argument);
      case "r" -> text(request -> request.request().line());
      case "m" -> text(request -> request.request().method());
      case "U" -> text(RequestContext::uri);
      case "q" -> query();
      case "H" -> text(request -> request.request().version());
      case "f" -> text(request -> String.valueOf(request.served().file()));
      case "v" -> text(request -> request.host().nameOrLocal());
      case "V" -> text(RequestContext::serverName);
      case "p" -> number(request -> port(request, argument));
      case "P" -> process(argument);
      case "i" -> text(request -> request.request().field(argument));
      case "o" -> text(request -> request.sentField(argument));
      case "e" -> text(request -> request.served().environment().get(argument));
      case "n" -> text(request -> request.notes().get(argument));
      case "C" -> text(request -> cookie(request.request().field("Cookie"), argument));
      case "^ti", "^to" -> (request, ending, line) -> line.append('-');
      default -> null;
    };
  }

  private static @Nullable LogItem ofEnding(String letter, String argument) {
    return switch (letter) {
      case "s" -> (request, ending, line) -> line.append(ending.status());
      case "B" -> (request, ending, line) -> line.append(ending.contentBytes());
      case "b" -> LogItems::bytesOrDash;
      case "D" -> (request, ending, line) -> line.append(ending.durationNanos() / 1_000);
      case "T" -> {
        TimeUnit unit =
            switch (argument) {
              case "us" -> TimeUnit.MICROSECONDS;
              case "ms" -> TimeUnit.MILLISECONDS;
              default -> TimeUnit.SECONDS;
            };
        yield (request, ending, line) ->
            line.append(unit.convert(ending.durationNanos(), TimeUnit.NANOSECONDS));
      }
      case "k" -> LogItems::keepAlives;
      case "X" ->
          (request, ending, line) ->
              line.append(ending.aborted() ? 'X' : ending.keptAlive() ? '+' : '-');
      default -> null;
    };
  }

  /** httpd counts a request when its answer lets the connection stay: the last one adds nothing. */
  private static void keepAlives(
      RequestContext request, Exchange.Ending ending, StringBuilder line) {
    int before = request.exchange().requestsBefore();
    boolean counted = ending.keptAlive() || request.request().version().equals("HTTP/2.0");
    line.append(counted ? before : Math.max(before - 1, 0));
  }

  private static void bytesOrDash(
      RequestContext request, Exchange.Ending ending, StringBuilder line) {
    if (ending.contentBytes() == 0) {
      line.append('-');
    } else {
      line.append(ending.contentBytes());
    }
  }

  private static LogItem text(Function<RequestContext, @Nullable String> value) {
    return (request, ending, line) -> {
      String text = value.apply(request);
      if (text == null || text.isEmpty()) {
        line.append('-');
      } else {
        LogText.escapeItem(text, line);
      }
    };
  }

  private static LogItem number(ToLongFunction<RequestContext> value) {
    return (request, ending, line) -> line.append(value.applyAsLong(request));
  }

  private static String client(RequestContext request) {
    return request.connection().remoteAddress().getAddress().getHostAddress();
  }

  private static LogItem user() {
    return (request, ending, line) -> {
      String user = request.served().user();
      if (user == null) {
        line.append('-');
      } else if (user.isEmpty()) {
        line.append("\"\"");
      } else {
        LogText.escapeItem(user, line);
      }
    };
  }

  private static LogItem query() {
    return (request, ending, line) -> {
      if (request.query() != null) {
        line.append('?');
        LogText.escapeItem(request.query(), line);
      }
    };
  }

  private static long port(RequestContext request, String which) {
    return switch (which) {
      case "remote" -> request.connection().remoteAddress().getPort();
      case "local" -> request.connection().localAddress().getPort();
      default -> request.serverPort();
    };
  }

  private static LogItem process(String which) {
    return switch (which) {
      case "tid" -> number(request -> Thread.currentThread().threadId());
      case "hextid" ->
          (request, ending, line) ->
              line.append(Long.toHexString(Thread.currentThread().threadId()));
      default -> (request, ending, line) -> line.append(PID);
    };
  }

  private static @Nullable String cookie(@Nullable String field, String name) {
    if (field == null) {
      return null;
    }
    for (String pair : field.split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
        return pair.substring(equals + 1).strip();
      }
    }
    return null;
  }
}
