package bulla.cli;

import bulla.httpd.Httpd;
import bulla.httpd.HttpdOptions;
import java.util.ArrayList;
import java.util.List;

/** The personalities httpd and apachectl. */
final class HttpdProgram implements Program {
  private final boolean apachectl;

  HttpdProgram() {
    this(false);
  }

  private HttpdProgram(boolean apachectl) {
    this.apachectl = apachectl;
  }

  /** apachectl: the same program behind a few words. */
  static HttpdProgram ofApachectl() {
    return new HttpdProgram(true);
  }

  @Override
  public int run(List<String> arguments, Console console) {
    HttpdOptions options;
    try {
      options = HttpdArguments.parse(apachectl ? translated(arguments) : arguments);
    } catch (HttpdArguments.UsageException wrong) {
      wrong.lines().forEach(console.err()::println);
      return wrong.code();
    }
    return new Httpd(options, console.out(), console.err()).run();
  }

  /** apachectl's words are httpd's options. */
  private static List<String> translated(List<String> arguments) {
    if (arguments.isEmpty()) {
      return arguments;
    }
    List<String> rest = arguments.subList(1, arguments.size());
    List<String> options = new ArrayList<>();
    switch (arguments.getFirst()) {
      case "start", "stop", "restart", "graceful", "graceful-stop" -> {
        options.add("-k");
        options.add(arguments.getFirst());
      }
      case "configtest" -> options.add("-t");
      default -> options.add(arguments.getFirst());
    }
    options.addAll(rest);
    return options;
  }
}
