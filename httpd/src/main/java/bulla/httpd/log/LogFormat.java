package bulla.httpd.log;

import bulla.http.Exchange;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A compiled log format.
 *
 * @param items what it is made of, in order
 */
record LogFormat(List<LogItem> items) {
  LogFormat {
    items = List.copyOf(items);
  }

  /** A format string that names something unknown; httpd's text. */
  static final class UnrecognizedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    UnrecognizedException(String text) {
      super(text);
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Appends the line without line feed. */
  void append(RequestContext request, Exchange.Ending ending, StringBuilder line) {
    for (int i = 0; i < items.size(); i++) {
      items.get(i).append(request, ending, line);
    }
  }

  /** Compiles a format string. */
  static LogFormat compile(String format, Hooks hooks) throws UnrecognizedException {
    List<LogItem> items = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c == '\\' && at < format.length()) {
        char next = format.charAt(at++);
        switch (next) {
          case 'n' -> literal.append('\n');
          case 't' -> literal.append('\t');
          case 'r' -> literal.append('\r');
          case '\\', '"' -> literal.append(next);
          default -> literal.append(c).append(next);
        }
      } else if (c == '%' && at < format.length() && format.charAt(at) == '%') {
        literal.append('%');
        at++;
      } else if (c == '%') {
        flush(literal, items);
        at = directive(format, at, hooks, items);
      } else {
        literal.append(c);
      }
    }
    flush(literal, items);
    return new LogFormat(items);
  }

  private static void flush(StringBuilder literal, List<LogItem> items) {
    if (!literal.isEmpty()) {
      String text = literal.toString();
      items.add((request, ending, line) -> line.append(text));
      literal.setLength(0);
    }
  }

  /** Reads one directive behind its percent sign; gives where the format goes on. */
  private static int directive(String format, int from, Hooks hooks, List<LogItem> items)
      throws UnrecognizedException {
    Set<Integer> statuses = new TreeSet<>();
    boolean except = false;
    String argument = "";
    int at = from;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c == '!') {
        except = true;
        at++;
      } else if (c == '<' || c == '>' || c == ',') {
        // Original and final request are one here: no request is replaced by another one's status.
        at++;
      } else if (c >= '0' && c <= '9') {
        int end = at;
        while (end < format.length() && Character.isDigit(format.charAt(end)) && end - at < 3) {
          end++;
        }
        statuses.add(Integer.parseInt(format, at, end, 10));
        at = end;
      } else if (c == '{') {
        int close = format.indexOf('}', at);
        if (close < 0) {
          throw new UnrecognizedException("Missing closing '}' in format string");
        }
        argument = format.substring(at + 1, close);
        at = close + 1;
      } else {
        String letter =
            c == '^' && at + 3 <= format.length() ? format.substring(at, at + 3) : "" + c;
        LogItem item = LogItems.of(letter, argument, hooks);
        items.add(statuses.isEmpty() ? item : onlyFor(statuses, except, item));
        return at + letter.length();
      }
    }
    throw new UnrecognizedException("Ran off end of LogFormat parsing args to some directive");
  }

  private static LogItem onlyFor(Set<Integer> statuses, boolean except, LogItem item) {
    return (request, ending, line) -> {
      if (statuses.contains(ending.status()) != except) {
        item.append(request, ending, line);
      } else {
        line.append('-');
      }
    };
  }
}
