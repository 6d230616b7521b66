package bulla.apacheconf;

/**
 * Where something stands in a configuration.
 *
 * @param file the file as it was named to the reader, made absolute; for a {@code -c} or {@code -C}
 *     argument the text {@code "Process command line"}, as httpd names it
 * @param line the line on which the directive starts, counted from 1
 */
public record Position(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
