package bulla.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes an object apart by its keys and collects what is wrong with it. As in Go's decoder keys
 * match without case, the last of equal keys wins, and null is the same as absent.
 */
final class Fields {
  private final String where;
  private final Tree.Mapping mapping;
  private final Problems problems;
  private final Map<String, Tree.Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> known = new HashSet<>();

  /**
   * Opens an object.
   *
   * @param where its place for messages, such as {@code request.key}; empty for the whole file
   */
  Fields(String where, Tree.Mapping mapping, Problems problems) {
    this.where = where;
    this.mapping = mapping;
    this.problems = problems;
    for (Tree.Entry entry : mapping.entries()) {
      entries.put(entry.key(), entry);
    }
  }

  int line() {
    return mapping.line();
  }

  /** The line of a key, or the object's when the key is not there. */
  int line(String key) {
    Tree.Entry entry = entries.get(key);
    return entry == null ? line() : entry.line();
  }

  boolean has(String key) {
    return value(key) != null;
  }

  /** A key that is known but means nothing to us. */
  void ignore(String key) {
    known.add(key.toLowerCase(Locale.ROOT));
  }

  @Nullable String text(String key) {
    return switch (value(key)) {
      case null -> null;
      case Tree.Text text -> text.value();
      case Tree.Numeral number when number.readAsText() -> number.value();
      case Tree other -> {
        wrong(key, other, "text");
        yield null;
      }
    };
  }

  /** Text with an empty one counting as absent, as it does everywhere in a manifest. */
  @Nullable String textIfAny(String key) {
    String text = text(key);
    return text == null || text.isEmpty() ? null : text;
  }

  boolean truth(String key) {
    return switch (value(key)) {
      case null -> false;
      case Tree.Truth truth -> truth.value();
      case Tree other -> {
        wrong(key, other, "true or false");
        yield false;
      }
    };
  }

  @Nullable Integer number(String key) {
    Tree value = value(key);
    if (value instanceof Tree.Numeral number) {
      try {
        return Integer.valueOf(number.value());
      } catch (NumberFormatException e) {
        problem(key, name(key) + " must be a whole number, not " + number.value());
        return null;
      }
    }
    if (value != null) {
      wrong(key, value, "a number");
    }
    return null;
  }

  @Nullable Duration duration(String key) {
    Tree value = value(key);
    if (value instanceof Tree.Numeral number) {
      problem(key, name(key) + " must have a unit, such as \"" + number.value() + "h\"");
      return null;
    }
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      problem(key, name(key) + ": " + e.getMessage());
      return null;
    }
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Tree item : items(key)) {
      switch (item) {
        case Tree.Text text -> texts.add(text.value());
        case Tree.Numeral number when number.readAsText() -> texts.add(number.value());
        default -> problems.add(item.line(), name(key) + " must hold text, not " + item.kind());
      }
    }
    return List.copyOf(texts);
  }

  List<Fields> objects(String key) {
    List<Fields> objects = new ArrayList<>();
    for (Tree item : items(key)) {
      if (item instanceof Tree.Mapping object) {
        objects.add(new Fields(name(key), object, problems));
      } else {
        problems.add(item.line(), name(key) + " must hold objects, not " + item.kind());
      }
    }
    return objects;
  }

  @Nullable Fields object(String key) {
    return switch (value(key)) {
      case null -> null;
      case Tree.Mapping object -> new Fields(name(key), object, problems);
      case Tree other -> {
        wrong(key, other, "an object");
        yield null;
      }
    };
  }

  /** Complains about each key that was never asked for. */
  void refuseUnknown() {
    for (Tree.Entry entry : mapping.entries()) {
      if (!known.contains(entry.key().toLowerCase(Locale.ROOT))) {
        problems.add(entry.line(), "unknown field \"" + name(entry.key()) + "\"");
      }
    }
  }

  void problem(String key, String text) {
    problems.add(line(key), text);
  }

  /** The key with its place in the file. */
  String name(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  private List<Tree> items(String key) {
    return switch (value(key)) {
      case null -> List.of();
      case Tree.Sequence sequence -> sequence.items();
      case Tree other -> {
        wrong(key, other, "a list");
        yield List.of();
      }
    };
  }

  private @Nullable Tree value(String key) {
    ignore(key);
    Tree.Entry entry = entries.get(key);
    return entry == null || entry.value() instanceof Tree.Nothing ? null : entry.value();
  }

  private void wrong(String key, Tree found, String wanted) {
    problem(key, name(key) + " must be " + wanted + ", not " + found.kind());
  }
}
