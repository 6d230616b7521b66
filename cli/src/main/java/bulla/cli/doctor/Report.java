package bulla.cli.doctor;

import bulla.cli.terminal.Terminal;
import bulla.httpd.ssl.Asked;
import bulla.httpd.ssl.Examined;
import bulla.httpd.ssl.Fact;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what was examined, for people: a table of places under each thing that names them. */
final class Report {
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";
  private static final String BOLD = "1";
  private static final String FAINT = "2";
  private static final String MARGIN = "  ";
  private static final int MARKED = 4;

  private final PrintStream out;
  private final Terminal terminal;
  private final Instant now;

  Report(PrintStream out, Terminal terminal, Instant now) {
    this.out = out;
    this.terminal = terminal;
    this.now = now;
  }

  /** Prints all of it. */
  void print(List<Examined> all) {
    Table table =
        new Table(
            all.stream().flatMap(each -> each.asked().stream()).map(Row::of).toList(),
            terminal.width() - MARKED);
    table.heading().forEach(line -> out.println(terminal.colour(FAINT, indented(line))));
    String gap = table.heading().isEmpty() ? "" : System.lineSeparator();
    for (Examined each : all) {
      out.print(gap);
      gap = System.lineSeparator();
      heading(each);
      each.facts().forEach(this::fact);
      each.asked().forEach(asked -> place(asked, table));
    }
    summary(all);
  }

  private void heading(Examined each) {
    Instant ends = each.ends();
    String place = each.at().isEmpty() ? "" : " (" + each.at() + ")";
    Wrapped.lines(Printable.of(each.name() + place), terminal.width())
        .forEach(line -> out.println(terminal.colour(BOLD, line)));
    List<String> about = new ArrayList<>();
    if (!each.about().isEmpty()) {
      about.add(Printable.of(each.about()));
    }
    if (ends != null) {
      about.add(
          (ends.isAfter(now) ? "ends " : "ended ")
              + Times.utc(ends)
              + ", "
              + Times.from(now, ends));
    }
    if (!about.isEmpty()) {
      Wrapped.lines(String.join("; ", about), terminal.width() - MARGIN.length())
          .forEach(line -> out.println(MARGIN + line));
    }
  }

  private void fact(Fact fact) {
    String remedy = fact.remedy();
    String text = Printable.of(remedy == null ? fact.text() : fact.text() + ": " + remedy);
    marked(mark(fact.severity()), Wrapped.lines(text, terminal.width() - MARKED));
  }

  private String mark(Fact.Severity severity) {
    return switch (severity) {
      case NOTE -> terminal.colour(FAINT, "·");
      case WARNING -> terminal.colour(YELLOW, "!");
      case WRONG -> terminal.colour(RED, "✗");
    };
  }

  private void place(Asked asked, Table table) {
    String mark = asked.wrong() ? terminal.colour(RED, "✗") : terminal.colour(GREEN, "✓");
    marked(mark, table.lines(Row.of(asked)));
    if (asked.wrong()) {
      String text = Printable.of(asked.trouble() + ": " + asked.remedy());
      Wrapped.lines(text, terminal.width() - MARKED)
          .forEach(line -> out.println(terminal.colour(RED, indented(line))));
    }
  }

  private void marked(String mark, List<String> lines) {
    out.println(MARGIN + mark + " " + lines.getFirst());
    lines.stream().skip(1).forEach(line -> out.println(indented(line)));
  }

  private void summary(List<Examined> all) {
    long places = all.stream().mapToLong(each -> each.asked().size()).sum();
    long failed = all.stream().flatMap(each -> each.asked().stream()).filter(Asked::wrong).count();
    long wrong = failed + facts(all, Fact.Severity.WRONG);
    long warnings = facts(all, Fact.Severity.WARNING);
    String line =
        counted(all.size(), "certificate or list", "certificates and lists")
            + ", "
            + counted(places, "place asked", "places asked")
            + ":";
    List<Result> results = new ArrayList<>();
    if (wrong > 0) {
      results.add(new Result(RED, counted(wrong, "thing to mend", "things to mend")));
    }
    if (warnings > 0) {
      results.add(new Result(YELLOW, counted(warnings, "warning", "warnings")));
    }
    if (results.isEmpty()) {
      results.add(new Result(GREEN, "all is well"));
    }
    int width = line.length();
    for (Result each : results) {
      width += each.text().length() + 2;
    }
    String gap = width <= terminal.width() ? " " : System.lineSeparator();
    out.println();
    out.println(
        line
            + gap
            + results.stream()
                .map(each -> terminal.colour(each.colour(), each.text()))
                .collect(Collectors.joining(", ")));
  }

  private record Result(String colour, String text) {}

  private static long facts(List<Examined> all, Fact.Severity severity) {
    return all.stream()
        .flatMap(each -> each.facts().stream())
        .filter(fact -> fact.severity() == severity)
        .count();
  }

  private static String counted(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static String indented(String line) {
    return " ".repeat(MARKED) + line;
  }

  /** Times for people. */
  static final class Times {
    private static final int YEAR = 365;

    private Times() {}

    static String utc(Instant time) {
      return minutes(time) + " UTC";
    }

    static String minutes(Instant time) {
      return time.toString().substring(0, 16).replace('T', ' ');
    }

    /** {@code in 3 d}, {@code 12 min ago}. */
    static String from(Instant now, Instant time) {
      Duration between = Duration.between(now, time);
      String length = length(between.abs());
      return between.isNegative() ? length + " ago" : "in " + length;
    }

    private static String length(Duration time) {
      if (time.toDays() >= 2 * YEAR) {
        return time.toDays() / YEAR + " years";
      } else if (time.compareTo(Duration.ofDays(2)) >= 0) {
        return time.toDays() + " d";
      } else if (time.compareTo(Duration.ofHours(2)) >= 0) {
        return time.toHours() + " h";
      }
      return time.compareTo(Duration.ofMinutes(2)) >= 0
          ? time.toMinutes() + " min"
          : time.toSeconds() + " s";
    }
  }
}
