package bulla.httpd.mime;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What file name extensions stand for.
 *
 * @param values by extension, lower case, without dot; "" where it was removed
 */
record Extensions(Map<String, String> values) {
  static final Extensions NONE = new Extensions(Map.of());

  Extensions {
    values = Map.copyOf(values);
  }

  @Nullable String get(String extension) {
    String value = values.get(extension);
    return value == null || value.isEmpty() ? null : value;
  }

  Extensions with(List<String> extensions, String value) {
    Map<String, String> changed = new HashMap<>(values);
    extensions.forEach(extension -> changed.put(key(extension), value));
    return new Extensions(changed);
  }

  Extensions without(List<String> extensions) {
    return with(extensions, "");
  }

  Extensions over(Extensions outer) {
    Map<String, String> merged = new HashMap<>(outer.values);
    merged.putAll(values);
    return new Extensions(merged);
  }

  private static String key(String extension) {
    String bare = extension.startsWith(".") ? extension.substring(1) : extension;
    return bare.toLowerCase(Locale.ROOT);
  }
}
