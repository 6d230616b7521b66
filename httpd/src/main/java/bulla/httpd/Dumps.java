package bulla.httpd;

import bulla.apacheconf.Configuration;
import bulla.apacheconf.Position;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.ErrorLogs;
import bulla.httpd.core.Generation;
import bulla.httpd.core.HostAddress;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.ServerSoftware;
import bulla.httpd.core.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What -S, -M, -l, -L, -v, -V and DUMP_... print, in httpd's forms. */
final class Dumps {
  private Dumps() {}

  static List<String> version() {
    return List.of(
        "Server version: " + software(),
        "Server built:   Bulla on Java " + Runtime.version().feature());
  }

  private static String software() {
    return new ServerSoftware(List.of()).full();
  }

  /** {@code -V}. */
  static List<String> settings(HttpdOptions options) {
    List<String> lines = new ArrayList<>(version());
    lines.addAll(
        List.of(
            "Server's Module Magic Number: 20120211:127",
            "Architecture:   64-bit",
            "Server MPM:     event",
            "  threaded:     yes (fixed thread count)",
            "    forked:     no",
            "Server compiled with....",
            " -D HTTPD_ROOT=\"" + options.serverRoot() + "\"",
            " -D DEFAULT_PIDLOG=\"logs/httpd.pid\"",
            " -D DEFAULT_ERRORLOG=\"logs/error_log\"",
            " -D SERVER_CONFIG_FILE=\"" + options.configurationFile() + "\""));
    return lines;
  }

  /** {@code -l}. */
  static List<String> builtIn() {
    List<String> lines = new ArrayList<>(List.of("Compiled in modules:"));
    for (HttpdModule module : Modules.all()) {
      if (Modules.BUILT_IN.contains(module.identifier())) {
        lines.add("  " + module.file());
      }
    }
    return lines;
  }

  /** {@code -M}. */
  static List<String> modules(Generation generation) {
    List<String> lines = new ArrayList<>(List.of("Loaded Modules:"));
    for (HttpdModule module : generation.modules()) {
      boolean builtIn = Modules.BUILT_IN.contains(module.identifier());
      lines.add(" " + module.identifier() + (builtIn ? " (static)" : " (shared)"));
    }
    for (String absent : generation.absentModules()) {
      lines.add(" " + absent + " (named, without effect)");
    }
    return lines;
  }

  /** {@code -L}. */
  static List<String> directives() {
    List<String> lines = new ArrayList<>();
    for (HttpdModule module : Modules.all()) {
      for (DirectiveRule rule : module.directives()) {
        lines.add(rule.declaration().name() + " (" + module.file() + ")");
        lines.add("\t" + rule.declaration().help());
        lines.add("\tAllowed in " + places(rule));
      }
    }
    return lines;
  }

  private static String places(DirectiveRule rule) {
    List<String> places =
        rule.declaration().scopes().stream()
            .sorted()
            .map(
                scope ->
                    switch (scope) {
                      case SERVER -> "server config";
                      case VIRTUAL_HOST -> "<VirtualHost>";
                      case DIRECTORY -> "<Directory>, <Location>, <Files>";
                      case HTACCESS -> ".htaccess";
                    })
            .toList();
    return String.join(", ", places);
  }

  /** {@code -S}. */
  static List<String> hostsAndSettings(Generation generation, HttpdOptions options) {
    List<String> lines = new ArrayList<>(hosts(generation));
    lines.addAll(settings(generation, options));
    return lines;
  }

  /** DUMP_VHOSTS. */
  static List<String> hosts(Generation generation) {
    List<String> lines = new ArrayList<>(List.of("VirtualHost configuration:"));
    Map<HostAddress, List<VirtualHost>> byAddress = new LinkedHashMap<>();
    for (VirtualHost host : generation.server().hosts()) {
      for (HostAddress address : host.addresses()) {
        byAddress.computeIfAbsent(address, first -> new ArrayList<>()).add(host);
      }
    }
    byAddress.forEach(
        (address, hosts) -> {
          if (hosts.size() == 1) {
            VirtualHost only = hosts.getFirst();
            lines.add(String.format("%-22s %s", address, named(only)));
            lines.addAll(aliases(only));
            return;
          }
          lines.add(String.format("%-22s is a NameVirtualHost", address));
          lines.add("         default server " + named(hosts.getFirst()));
          for (VirtualHost host : hosts) {
            String port = address.port() == 0 ? "*" : String.valueOf(address.port());
            lines.add("         port " + port + " namevhost " + named(host));
            lines.addAll(aliases(host));
          }
        });
    return lines;
  }

  private static String named(VirtualHost host) {
    Position at = host.at();
    return host.nameOrLocal() + (at == null ? "" : " (" + at + ")");
  }

  private static List<String> aliases(VirtualHost host) {
    return host.aliases().stream()
        .map(
            alias ->
                "                 "
                    + (alias.indexOf('*') >= 0 || alias.indexOf('?') >= 0
                        ? "wild alias "
                        : "alias ")
                    + alias)
        .toList();
  }

  /** DUMP_RUN_CFG. */
  static List<String> settings(Generation generation, HttpdOptions options) {
    ServerContext server = generation.server();
    List<String> lines = new ArrayList<>();
    lines.add("ServerRoot: \"" + server.serverRoot() + "\"");
    lines.add(
        "Main DocumentRoot: \"" + server.main().settings().get(CoreSettings.DOCUMENT_ROOT) + "\"");
    lines.add("Main ErrorLog: \"" + ErrorLogs.path(server, server.main()) + "\"");
    lines.add("PidFile: \"" + PidFile.of(server).path() + "\"");
    for (String define : server.defines()) {
      String value = generation.configuration().variables().get(define);
      lines.add("Define: " + define + (value == null ? "" : "=" + value));
    }
    if (options.action() == HttpdOptions.Action.SHOW_HOSTS) {
      lines.add("Define: DUMP_VHOSTS");
      lines.add("Define: DUMP_RUN_CFG");
    }
    String user = System.getProperty("user.name", "");
    lines.add("User: name=\"" + user + "\"");
    return lines;
  }

  /** DUMP_INCLUDES. */
  static List<String> inclusions(Generation generation) {
    List<String> lines = new ArrayList<>(List.of("Included configuration files:"));
    for (Configuration.Inclusion inclusion : generation.configuration().inclusions()) {
      String line = inclusion.depth() == 0 ? "(*)" : "(" + inclusion.line() + ")";
      lines.add("  " + "  ".repeat(inclusion.depth()) + line + " " + inclusion.file());
    }
    return lines;
  }
}
