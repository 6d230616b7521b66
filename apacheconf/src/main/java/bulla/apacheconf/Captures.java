package bulla.apacheconf;

import java.util.Arrays;
import java.util.regex.Matcher;

/**
 * What {@code $0} to {@code $9} stand for. One for each evaluation; hand the same one to a second
 * expression to let it see what the first has matched.
 */
public final class Captures {
  private final String[] groups = new String[10];

  /** Nothing matched yet. */
  public Captures() {
    clear();
  }

  /** A group's text, "" if there is none. */
  public String group(int number) {
    return groups[number];
  }

  void clear() {
    Arrays.fill(groups, "");
  }

  void set(Matcher matcher) {
    for (int i = 0; i < groups.length; i++) {
      String group = i <= matcher.groupCount() ? matcher.group(i) : null;
      groups[i] = group == null ? "" : group;
    }
  }
}
