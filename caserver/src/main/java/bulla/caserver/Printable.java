package bulla.caserver;

/** Clients' words for our log: short, and on one line. */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  static String of(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(point -> printable.appendCodePoint(Character.isISOControl(point) ? '?' : point));
    return printable.toString();
  }
}
