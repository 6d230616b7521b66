package bulla.cli.doctor;

/** Text of others, without what a terminal would obey. */
final class Printable {
  private Printable() {}

  static String of(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
