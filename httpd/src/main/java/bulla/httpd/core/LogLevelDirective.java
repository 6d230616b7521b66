package bulla.httpd.core;

import bulla.apacheconf.Node;

/** What LogLevel means: {@code [module:]level ...}. */
final class LogLevelDirective {
  private LogLevelDirective() {}

  static void apply(Node.Directive directive, DirectiveScope scope) {
    Settings.Builder settings = scope.inDirectory() ? scope.directory() : scope.server();
    LogLevels levels = settings.get(CoreSettings.LOG_LEVEL);
    for (String word : directive.arguments()) {
      int colon = word.indexOf(':');
      LogLevel level = LogLevel.ofWord(word.substring(colon + 1));
      if (level == null) {
        scope.error(
            directive.at(),
            (colon < 0 ? "" : word + ": ")
                + "Log level keyword must be one of"
                + " emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8",
            "correct '" + word + "'");
        return;
      }
      if (colon < 0) {
        // A bare level forgets what was said of single modules.
        levels = new LogLevels(level, java.util.Map.of());
        continue;
      }
      String module = scope.module(word.substring(0, colon));
      if (module == null) {
        scope.error(
            directive.at(),
            "Cannot find module " + word.substring(0, colon),
            "name a module that is loaded, as -M lists them");
        return;
      }
      levels = levels.with(module, level);
    }
    settings.set(CoreSettings.LOG_LEVEL, levels);
  }
}
