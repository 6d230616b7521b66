package bulla.cli;

import bulla.httpd.HttpdOptions;
import bulla.httpd.HttpdOptions.Action;
import bulla.httpd.core.LogLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** httpd's command line, read as getopt(3) reads it. */
final class HttpdArguments {
  private static final String WITH_VALUE = "DCcdfeEk";
  private static final String PLAIN = "vVlLtTSMhX?";

  private static final List<String> USAGE =
      List.of(
          "Usage: httpd [-D name] [-d directory] [-f file]",
          "             [-C \"directive\"] [-c \"directive\"]",
          "             [-k start|restart|graceful|graceful-stop|stop]",
          "             [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-X]",
          "Options:",
          "  -D name            : define a name for use in <IfDefine name> directives",
          "  -d directory       : specify an alternate initial ServerRoot",
          "  -f file            : specify an alternate ServerConfigFile",
          "  -C \"directive\"     : process directive before reading config files",
          "  -c \"directive\"     : process directive after reading config files",
          "  -e level           : show startup errors of level (see LogLevel)",
          "  -E file            : log startup errors to file",
          "  -v                 : show version number",
          "  -V                 : show compile settings",
          "  -h                 : list available command line options (this page)",
          "  -l                 : list compiled in modules",
          "  -L                 : list available configuration directives",
          "  -t -D DUMP_VHOSTS  : show parsed vhost settings",
          "  -t -D DUMP_RUN_CFG : show parsed run settings",
          "  -S                 : a synonym for -t -D DUMP_VHOSTS -D DUMP_RUN_CFG",
          "  -t -D DUMP_MODULES : show all loaded modules",
          "  -M                 : a synonym for -t -D DUMP_MODULES",
          "  -t -D DUMP_INCLUDES: show all included configuration files",
          "  -t                 : run syntax check for config files",
          "  -T                 : start without DocumentRoot(s) check",
          "  -X                 : debug mode (only one worker, do not detach)");

  private Path serverRoot = Path.of("/etc/httpd");
  private @Nullable Path file;
  private @Nullable Path startupLog;
  private LogLevel startupLevel = LogLevel.NOTICE;
  private boolean documentRoots = true;
  private final List<String> defines = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();
  private Action action = Action.START;

  private HttpdArguments() {}

  /** The command line is to be answered with a text. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reason;
    private final transient List<String> lines;
    private final int code;

    UsageException(List<String> first, int code) {
      super("usage");
      this.reason = List.copyOf(first);
      List<String> all = new ArrayList<>(first);
      all.addAll(USAGE);
      this.lines = List.copyOf(all);
      this.code = code;
    }

    List<String> lines() {
      return lines;
    }

    /** What is wrong, without the usage. */
    List<String> reason() {
      return reason;
    }

    int code() {
      return code;
    }
  }

  /** Reads a command line. */
  static HttpdOptions parse(List<String> arguments) throws UsageException {
    return parse(arguments, WITH_VALUE + PLAIN);
  }

  /** Reads the command line of a program that takes these letters alone. */
  static HttpdOptions parse(List<String> arguments, String letters) throws UsageException {
    HttpdArguments parsed = new HttpdArguments();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!word.startsWith("-") || word.equals("-")) {
        throw new UsageException(List.of(), 1);
      }
      for (int at = 1; at < word.length(); at++) {
        char letter = word.charAt(at);
        if (letters.indexOf(letter) < 0) {
          throw illegal(letter);
        }
        if (PLAIN.indexOf(letter) >= 0) {
          parsed.plain(letter);
          continue;
        }
        String value = word.substring(at + 1);
        if (value.isEmpty()) {
          if (++i == arguments.size()) {
            throw new UsageException(List.of("httpd: option requires an argument -- " + letter), 1);
          }
          value = arguments.get(i);
        }
        parsed.valued(letter, value);
        break;
      }
    }
    return parsed.options(arguments);
  }

  private static UsageException illegal(char letter) {
    return new UsageException(List.of("httpd: illegal option -- " + letter), 1);
  }

  private void plain(char letter) throws UsageException {
    switch (letter) {
      case 'v' -> action = Action.SHOW_VERSION;
      case 'V' -> action = Action.SHOW_SETTINGS;
      case 'l' -> action = Action.SHOW_BUILT_IN;
      case 'L' -> action = Action.SHOW_DIRECTIVES;
      case 't' -> action = Action.TEST;
      case 'S' -> action = Action.SHOW_HOSTS;
      case 'M' -> action = Action.SHOW_MODULES;
      case 'X' -> defines.add("DEBUG");
      case 'T' -> documentRoots = false;
      default -> throw new UsageException(List.of(), letter == 'h' ? 0 : 1);
    }
  }

  private void valued(char letter, String value) throws UsageException {
    switch (letter) {
      case 'D' -> defines.add(value);
      case 'C' -> before.add(value);
      case 'c' -> after.add(value);
      case 'd' -> serverRoot = Path.of(value).toAbsolutePath();
      case 'f' -> file = Path.of(value);
      case 'E' -> startupLog = Path.of(value);
      case 'e' -> startupLevel = level(value);
      case 'k' -> action = control(value);
      default -> throw new IllegalStateException("-" + letter + " has no meaning");
    }
  }

  private static LogLevel level(String word) throws UsageException {
    LogLevel level = LogLevel.ofWord(word);
    if (level == null) {
      throw new UsageException(List.of(), 1);
    }
    return level;
  }

  private static Action control(String word) throws UsageException {
    return switch (word) {
      case "start" -> Action.START;
      case "stop" -> Action.STOP;
      case "restart" -> Action.RESTART;
      case "graceful" -> Action.GRACEFUL;
      case "graceful-stop" -> Action.GRACEFUL_STOP;
      default ->
          throw new UsageException(List.of("httpd: invalid -k argument \"" + word + "\""), 1);
    };
  }

  private HttpdOptions options(List<String> arguments) {
    return new HttpdOptions(
        "httpd",
        serverRoot,
        file,
        defines,
        before,
        after,
        startupLog,
        startupLevel,
        documentRoots,
        action,
        arguments);
  }
}
