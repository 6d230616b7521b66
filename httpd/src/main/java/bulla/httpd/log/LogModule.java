package bulla.httpd.log;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Node;
import bulla.http.Exchange;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.LogFiles;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Problems;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Rules;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Setting;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.SystemError;
import bulla.httpd.core.VirtualHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Apache's mod_log_config: LogFormat, CustomLog, TransferLog. */
public final class LogModule implements HttpdModule {
  private static final String COMMON = "%h %l %u %t \"%r\" %>s %b";

  private static final Setting<Map<String, String>> FORMATS =
      Setting.merged(
          "LogFormat",
          Map.of(),
          (outer, inner) -> {
            Map<String, String> all = new HashMap<>(outer);
            all.putAll(inner);
            return Map.copyOf(all);
          });

  /** The format that LogFormat without a nickname sets for TransferLog. */
  private static final Setting<String> DEFAULT_FORMAT = Setting.of("LogFormat", COMMON);

  /** A host with a log of its own has none of the main server's. */
  private static final Setting<List<AccessLog>> LOGS = Setting.of("CustomLog", List.of());

  private final LogWriter writer = new LogWriter();
  private final IdentityHashMap<VirtualHost, List<OpenLog>> open = new IdentityHashMap<>();
  private @Nullable Hooks hooks;

  /** A log of a host, ready to be written. */
  private record OpenLog(AccessLog log, LogFormat format, LogFile file) {}

  @Override
  public String file() {
    return "mod_log_config.c";
  }

  @Override
  public String identifier() {
    return "log_config_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_log_config")
        .host(
            "LogFormat",
            Arguments.ONE_OR_TWO,
            "a log format string (see docs) and an optional format name",
            this::format)
        .host(
            "CustomLog",
            Arguments.TWO_OR_THREE,
            "a file name, a custom log format string or format name, and an optional \"env=\" or"
                + " \"expr=\" clause (see docs)",
            LogModule::custom)
        .host(
            "TransferLog",
            Arguments.ONE,
            "the filename of the access log",
            (directive, scope) ->
                add(
                    scope,
                    AccessLog.of(directive, scope.resolve(directive.arguments().getFirst()))))
        .host("BufferedLogs", Arguments.FLAG, "", (directive, scope) -> {})
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    this.hooks = hooks;
    hooks.logger(this::log);
  }

  private void format(Node.Directive directive, DirectiveScope scope) {
    List<String> arguments = directive.arguments();
    if (arguments.size() == 1) {
      String text =
          scope.server().get(FORMATS).getOrDefault(arguments.getFirst(), arguments.getFirst());
      scope.server().set(DEFAULT_FORMAT, text);
      return;
    }
    String nick = arguments.get(1);
    if (nick.indexOf('%') >= 0) {
      scope.error(
          directive.at(), "LogFormat nickname must not contain '%'", "choose another nickname");
      return;
    }
    try {
      LogFormat.compile(arguments.getFirst(), lookup());
    } catch (LogFormat.UnrecognizedException unknown) {
      scope.error(directive.at(), unknown.text(), "see mod_log_config's format strings");
      return;
    }
    scope
        .server()
        .update(
            FORMATS,
            old -> {
              Map<String, String> all = new HashMap<>(old);
              all.put(nick, arguments.getFirst());
              return Map.copyOf(all);
            });
  }

  private Hooks lookup() {
    return hooks == null ? new Hooks() : hooks;
  }

  private static void custom(Node.Directive directive, DirectiveScope scope) {
    List<String> arguments = directive.arguments();
    String file = arguments.getFirst();
    if (file.startsWith("|")) {
      scope.error(
          directive.at(),
          "CustomLog to a program is not supported: " + file,
          "log to a file and let the program follow it");
      return;
    }
    AccessLog log = AccessLog.of(directive, scope.resolve(file)).format(arguments.get(1));
    if (arguments.size() < 3) {
      add(scope, log);
      return;
    }
    String clause = arguments.get(2);
    if (clause.startsWith("env=") && clause.length() > (clause.startsWith("env=!") ? 5 : 4)) {
      boolean negated = clause.startsWith("env=!");
      String name = clause.substring(negated ? 5 : 4);
      add(scope, log.when(request -> request.environment().containsKey(name) != negated));
    } else if (clause.startsWith("expr=")) {
      try {
        Expression expression = Expression.parse(clause.substring(5), scope.expressions());
        add(scope, log.when(request -> holds(expression, request)));
      } catch (ExpressionException bad) {
        scope.error(
            directive.at(), "error in condition clause: " + bad.text(), "correct the expression");
      }
    } else {
      scope.error(
          directive.at(),
          "error in condition clause",
          "write env=NAME, env=!NAME or expr=expression");
    }
  }

  private static boolean holds(Expression expression, RequestContext request) {
    try {
      return request.test(expression);
    } catch (ExpressionException undecided) {
      request.log(
          "log_config",
          LogLevel.ERROR,
          "AH00645: Error evaluating log condition: " + undecided.text());
      return true;
    }
  }

  private static void add(DirectiveScope scope, AccessLog log) {
    scope.server().update(LOGS, old -> Stream.concat(old.stream(), Stream.of(log)).toList());
  }

  @Override
  public void check(ServerContext server, Problems problems) {
    forEach(
        server,
        (host, log) -> {
          try {
            LogFormat.compile(text(host, log), lookup());
          } catch (LogFormat.UnrecognizedException unknown) {
            problems.error(log.at(), unknown.text(), "see mod_log_config's format strings");
          }
        });
  }

  /** The nickname's format; an unknown nickname is the format itself. */
  private static String text(VirtualHost host, AccessLog log) {
    Optional<String> named = log.formatName();
    return named
        .map(name -> host.settings().get(FORMATS).getOrDefault(name, name))
        .orElseGet(() -> host.settings().get(DEFAULT_FORMAT));
  }

  private interface LogUse {
    void use(VirtualHost host, AccessLog log);
  }

  private static void forEach(ServerContext server, LogUse use) {
    for (VirtualHost host : server.all()) {
      for (AccessLog log : host.settings().get(LOGS)) {
        use.use(host, log);
      }
    }
  }

  @Override
  public void start(ServerContext server) throws StartupException {
    List<String> lines = new ArrayList<>();
    forEach(
        server,
        (host, log) -> {
          try {
            LogFile file = file(server, log.file());
            LogFormat format = LogFormat.compile(text(host, log), lookup());
            open.computeIfAbsent(host, first -> new ArrayList<>())
                .add(new OpenLog(log, format, file));
          } catch (LogFormat.UnrecognizedException checked) {
            lines.add(checked.text());
          } catch (IOException refused) {
            SystemError error = SystemError.of(refused);
            String message = "AH00649: could not open transfer log file " + log.file() + ".";
            server.main().log().server("", LogLevel.EMERG, error, message);
            lines.add(error + ": " + message + " (create its directory, " + log.at() + ")");
          }
        });
    if (!lines.isEmpty()) {
      close();
      lines.add("AH00015: Unable to open logs");
      throw new StartupException(lines);
    }
  }

  private LogFile file(ServerContext server, Path path) throws IOException {
    LogFile known = writer.known(path);
    if (known != null) {
      return known;
    }
    LogFiles.Log opened = server.logFiles().append(path);
    if (opened.kept()) {
      server
          .main()
          .log()
          .server("log_config", LogLevel.WARN, SystemError.DENIED, LogFiles.keptMessage(path));
    }
    return writer.add(path, opened.stream());
  }

  private void log(RequestContext request, Exchange.Ending ending) {
    List<OpenLog> logs = open.get(request.host());
    if (logs == null) {
      return;
    }
    for (OpenLog log : logs) {
      if (log.log.wants(request)) {
        StringBuilder line = new StringBuilder(256);
        log.format.append(request, ending, line);
        log.file.write(line.append('\n'));
      }
    }
  }

  /** Waits until everything is in the files. */
  @Override
  public void close() {
    writer.close();
  }
}
