package bulla.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Rows under each other: each on a line if all fit, otherwise the URL on a line of its own and the
 * rest below it, cut where it still is too wide; where even that is too wide, cells carry their
 * names and are wrapped as text is. URLs are never cut: they are there to be copied.
 */
final class Table {
  private static final String GAP = "  ";
  private static final int KIND = 4;

  /** Cells that may be cut, by their index, and down to what. */
  private static final int SAYS = 1;

  private static final int SIGNER = 2;
  private static final int SHORTEST = 8;

  private final boolean empty;
  private final boolean oneLine;
  private final boolean columns;
  private final int width;
  private final int url;
  private final int[] widths;

  Table(List<Row> rows, int width) {
    List<Row> all = new ArrayList<>(rows);
    all.add(Row.HEADING);
    this.empty = rows.isEmpty();
    this.width = width;
    this.widths = new int[Row.HEADING.cells().size()];
    int longest = 0;
    for (Row row : all) {
      longest = Math.max(longest, row.url().length());
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.cells().get(i).length());
      }
    }
    this.url = longest;
    int cells = total();
    this.oneLine = KIND + GAP.length() + longest + GAP.length() + cells <= width;
    if (!oneLine) {
      shrink(SAYS, KIND + GAP.length() + total() - width);
      shrink(SIGNER, KIND + GAP.length() + total() - width);
    }
    this.columns = oneLine || KIND + GAP.length() + total() <= width;
  }

  private int total() {
    int sum = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      sum += width;
    }
    return sum;
  }

  private void shrink(int column, int by) {
    if (by > 0) {
      widths[column] = Math.min(widths[column], Math.max(SHORTEST, widths[column] - by));
    }
  }

  /** Nothing where there is nothing below it, or where cells carry their names. */
  List<String> heading() {
    return empty || !columns ? List.of() : lines(Row.HEADING);
  }

  List<String> lines(Row row) {
    String first = padded(row.kind(), KIND) + GAP;
    if (!columns) {
      return named(first, row.url(), row.cells());
    }
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      cells.append(i == 0 ? "" : GAP).append(padded(cut(row.cells().get(i), widths[i]), widths[i]));
    }
    return oneLine
        ? List.of((first + padded(row.url(), url) + GAP + cells).stripTrailing())
        : List.of(first + row.url(), (" ".repeat(KIND) + GAP + cells).stripTrailing());
  }

  private List<String> named(String first, String place, List<String> cells) {
    StringJoiner text = new StringJoiner("; ");
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).equals(Row.NOTHING)) {
        text.add(Row.NAMES.get(i) + " " + cells.get(i));
      }
    }
    String indent = " ".repeat(first.length());
    List<String> lines = new ArrayList<>(List.of(first + place));
    Wrapped.lines(text.toString(), width - indent.length())
        .forEach(line -> lines.add(indent + line));
    return lines;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
