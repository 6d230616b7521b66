package bulla.httpd.core;

import bulla.apacheconf.Node;
import bulla.apacheconf.Position;
import org.jspecify.annotations.Nullable;

/**
 * A directive as it stands in the configuration, to be told to whom it concerns.
 *
 * @param text name and arguments
 * @param at where; null for a default that nobody has written
 */
public record DirectiveLine(String text, @Nullable Position at) {
  /** Longer ones are cut: they are for the eye. */
  private static final int LONGEST = 500;

  public DirectiveLine {
    text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }

  /** Of a directive. */
  public static DirectiveLine of(Node.Directive directive) {
    return new DirectiveLine(directive.name() + " " + directive.raw().strip(), directive.at());
  }
}
