package bulla.httpd.core;

import java.util.function.BinaryOperator;

/**
 * One thing that can be configured, a key into {@link Settings}. Compared by identity: a module
 * keeps each of its settings in a constant.
 *
 * @param <T> the value, immutable
 */
public final class Setting<T> {
  private final String name;
  private final T initial;
  private final BinaryOperator<T> merge;

  private Setting(String name, T initial, BinaryOperator<T> merge) {
    this.name = name;
    this.initial = initial;
    this.merge = merge;
  }

  /**
   * A setting of which the inner value replaces the outer one.
   *
   * @param name for people
   * @param initial the value where nothing was configured
   */
  public static <T> Setting<T> of(String name, T initial) {
    return new Setting<>(name, initial, (outer, inner) -> inner);
  }

  /**
   * A setting whose values merge.
   *
   * @param merge takes the outer and the inner value
   */
  public static <T> Setting<T> merged(String name, T initial, BinaryOperator<T> merge) {
    return new Setting<>(name, initial, merge);
  }

  /** The value where nothing was configured. */
  public T initial() {
    return initial;
  }

  T merge(T outer, T inner) {
    return merge.apply(outer, inner);
  }

  @Override
  public String toString() {
    return name;
  }
}
