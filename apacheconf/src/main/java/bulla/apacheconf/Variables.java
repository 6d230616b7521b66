package bulla.apacheconf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code -D} and Define have defined so far, and the environment behind it. */
final class Variables {
  private final Set<String> defined;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> environment;

  Variables(List<String> defines, Map<String, String> environment) {
    this.defined = new LinkedHashSet<>(defines);
    this.environment = environment;
  }

  void define(String name, @Nullable String value) {
    defined.add(name);
    if (value != null) {
      values.put(name, value);
    }
  }

  void undefine(String name) {
    defined.remove(name);
    values.remove(name);
  }

  boolean defined(String name) {
    return defined.contains(name);
  }

  List<String> names() {
    return new ArrayList<>(defined);
  }

  Map<String, String> values() {
    return values;
  }

  /**
   * Replaces every {@code ${NAME}} whose name is known. The others stay as they stand and are told
   * to {@code unknown}, save those with a colon: they belong to RewriteMap.
   */
  String expand(String text, Consumer<String> unknown) {
    int open = text.indexOf("${");
    if (open < 0) {
      return text;
    }
    StringBuilder expanded = new StringBuilder();
    int done = 0;
    while (open >= 0) {
      int close = text.indexOf('}', open + 2);
      if (close < 0) {
        break;
      }
      String name = text.substring(open + 2, close);
      String value = values.getOrDefault(name, environment.get(name));
      expanded.append(text, done, open);
      if (value != null) {
        expanded.append(value);
      } else {
        expanded.append(text, open, close + 1);
        if (name.indexOf(':') < 0) {
          unknown.accept(name);
        }
      }
      done = close + 1;
      open = text.indexOf("${", done);
    }
    return expanded.append(text, done, text.length()).toString();
  }
}
