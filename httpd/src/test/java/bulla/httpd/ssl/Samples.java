package bulla.httpd.ssl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measurements as they came in Prometheus' text format 0.0.4, or in OpenMetrics' of 1.0. */
record Samples(List<Sample> all, Map<String, String> types, Map<String, String> helps) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\"\\\\n])*)\",?");

  /** One value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  /** Reads a text; whatever is not of the format is an error. */
  static Samples of(String text) {
    List<Sample> all = new ArrayList<>();
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        put(types, line);
      } else if (line.startsWith("# HELP ")) {
        put(helps, line);
      } else if (!line.startsWith("# UNIT ") && !line.equals("# EOF")) {
        all.add(sample(line));
      }
    }
    return new Samples(all, types, helps);
  }

  private static void put(Map<String, String> into, String line) {
    String[] words = line.split(" ", 4);
    if (into.put(words[2], words[3]) != null) {
      throw new IllegalArgumentException("told twice: " + line);
    }
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    String written = matcher.group(2) == null ? "" : matcher.group(2);
    Matcher label = LABEL.matcher(written);
    int at = 0;
    while (at < written.length()) {
      if (!label.find(at) || label.start() != at) {
        throw new IllegalArgumentException("no labels: " + line);
      }
      labels.put(label.group(1), label.group(2));
      at = label.end();
    }
    return new Sample(matcher.group(1), labels, number(matcher.group(3)));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The values of a name whose labels have at least these: name, value, name, value. */
  List<Double> values(String name, String... labels) {
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return all.stream()
        .filter(each -> each.name().equals(name))
        .filter(each -> each.labels().entrySet().containsAll(wanted.entrySet()))
        .map(Sample::value)
        .toList();
  }

  /** The one value. */
  double value(String name, String... labels) {
    List<Double> found = values(name, labels);
    if (found.size() != 1) {
      throw new AssertionError("%d values of %s %s".formatted(found.size(), name, List.of(labels)));
    }
    return found.getFirst();
  }
}
