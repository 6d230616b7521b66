package bulla.httpd.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of a Range field (RFC 9110 14.2), with httpd's limits on what it takes for a request
 * and what for an attack.
 *
 * @param ranges those that can be satisfied, neighbours merged; empty when none can
 */
record ByteRanges(List<Range> ranges) {
  private static final int MOST_OVERLAPS = 20;
  private static final int MOST_REVERSALS = 20;

  ByteRanges {
    ranges = List.copyOf(ranges);
  }

  /** From the first to the last byte, both included. */
  record Range(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  /**
   * Parses a field.
   *
   * @param most MaxRanges; -1 for no limit, 0 for none
   * @return null when the whole file is to be served: the field is malformed, or asks too much
   */
  static @Nullable ByteRanges parse(String field, long size, long most) {
    if (!field.regionMatches(true, 0, "bytes=", 0, 6) || most == 0) {
      return null;
    }
    List<Range> ranges = new ArrayList<>();
    int count = 0;
    int overlaps = 0;
    int reversals = 0;
    for (String part : field.substring(6).split(",", -1)) {
      String spec = part.strip();
      if (spec.isEmpty()) {
        continue;
      }
      if (most > 0 && ++count > most) {
        return null;
      }
      Range range = one(spec, size);
      if (range == null) {
        return null;
      }
      if (range.first() >= size || range.length() <= 0) {
        continue;
      }
      Range last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && range.first() >= last.first() && range.first() <= last.last() + 1) {
        overlaps++;
        ranges.set(ranges.size() - 1, new Range(last.first(), Math.max(last.last(), range.last())));
      } else {
        if (last != null && range.first() < last.first()) {
          reversals++;
        }
        ranges.add(range);
      }
      if (overlaps > MOST_OVERLAPS || reversals > MOST_REVERSALS) {
        return null;
      }
    }
    if (count == 0 && most > 0) {
      return null;
    }
    long sum = ranges.stream().mapToLong(Range::length).sum();
    return sum > size ? null : new ByteRanges(ranges);
  }

  /** One range; null if it is malformed. */
  private static @Nullable Range one(String spec, long size) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    Long first = number(spec.substring(0, dash));
    Long last = number(spec.substring(dash + 1));
    if (dash == 0) {
      return last == null ? null : new Range(Math.max(0, size - last), size - 1);
    }
    if (first == null || (last == null && dash + 1 < spec.length())) {
      return null;
    }
    if (last == null) {
      return new Range(first, Math.max(first, size - 1));
    }
    return last < first ? null : new Range(first, Math.min(last, Math.max(first, size - 1)));
  }

  private static @Nullable Long number(String text) {
    return text.isEmpty() || text.length() > 18 || !text.chars().allMatch(Character::isDigit)
        ? null
        : Long.valueOf(text);
  }
}
