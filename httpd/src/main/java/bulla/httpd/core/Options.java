package bulla.httpd.core;

import java.util.EnumSet;
import java.util.Set;

/**
 * What Options says: a whole list, or changes to what was said further out.
 *
 * @param whole whether it replaces what was said further out
 * @param on what is on, or is to be put on
 * @param off what is to be put off
 */
public record Options(boolean whole, Set<Option> on, Set<Option> off) {
  /** httpd's default. */
  static final Options DEFAULT = new Options(true, Set.of(Option.FOLLOW_SYM_LINKS), Set.of());

  /** Nothing is changed. */
  static final Options UNCHANGED = new Options(false, Set.of(), Set.of());

  public Options {
    on = Set.copyOf(on);
    off = Set.copyOf(off);
  }

  /** Whether an option is on. */
  public boolean has(Option option) {
    return whole ? on.contains(option) : over(DEFAULT).has(option);
  }

  Options over(Options outer) {
    if (whole) {
      return this;
    }
    Set<Option> put = EnumSet.noneOf(Option.class);
    put.addAll(outer.on);
    put.removeAll(off);
    put.addAll(on);
    Set<Option> taken = EnumSet.noneOf(Option.class);
    if (!outer.whole) {
      taken.addAll(outer.off);
      taken.removeAll(on);
      taken.addAll(off);
    }
    return new Options(outer.whole, put, taken);
  }

  Options with(boolean sign, Set<Option> options) {
    Options change =
        sign ? new Options(false, options, Set.of()) : new Options(false, Set.of(), options);
    return change.over(this);
  }
}
