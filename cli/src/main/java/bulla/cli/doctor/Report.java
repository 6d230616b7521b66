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

/** Prints what was examined, for people: a table of places under each thing that names them. */
final class Report {
  private static final String GREEN = "32";
  private static final String RED = "31";
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
    if (!table.isEmpty()) {
      table.heading().forEach(line -> out.println(terminal.colour(FAINT, indented(line))));
    }
    for (Examined each : all) {
      heading(each);
      each.facts().forEach(this::fact);
      each.asked().forEach(asked -> place(asked, table));
    }
    summary(all);
  }

  private void heading(Examined each) {
    out.println();
    Instant ends = each.ends();
    out.println(terminal.colour(BOLD, Printable.of(each.name())));
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
    String mark = remedy == null ? terminal.colour(FAINT, "·") : terminal.colour(RED, "✗");
    marked(mark, Wrapped.lines(text, terminal.width() - MARKED));
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
    long wrong =
        all.stream()
            .mapToLong(
                each ->
                    each.facts().stream().filter(Fact::wrong).count()
                        + each.asked().stream().filter(Asked::wrong).count())
            .sum();
    String line =
        "%s, %s: "
            .formatted(
                counted(all.size(), "certificate or list", "certificates and lists"),
                counted(places, "place asked", "places asked"));
    String result =
        wrong == 0
            ? terminal.colour(GREEN, "all is well")
            : terminal.colour(RED, counted(wrong, "thing to mend", "things to mend"));
    out.println();
    out.println(line + result);
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
