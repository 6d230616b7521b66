package bulla.apacheconf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A configuration as it was read: every file included, every guard decided, every {@code ${NAME}}
 * replaced.
 *
 * @param nodes the directives and sections, in order
 * @param serverRoot what relative paths are relative to
 * @param inclusions every file that was read, the main file first
 * @param defines every name that is defined at the end, by {@code -D} or {@code Define}, in order
 * @param variables the values of those that have one
 * @param warnings in the order of reading
 */
public record Configuration(
    List<Node> nodes,
    Path serverRoot,
    List<Inclusion> inclusions,
    List<String> defines,
    Map<String, String> variables,
    List<ConfigurationWarning> warnings) {

  public Configuration {
    nodes = List.copyOf(nodes);
    inclusions = List.copyOf(inclusions);
    defines = List.copyOf(defines);
    variables = Map.copyOf(variables);
    warnings = List.copyOf(warnings);
  }

  /**
   * A file that was read.
   *
   * @param file its absolute path
   * @param line the line of the Include that named it, 0 for the main file
   * @param depth 0 for the main file, 1 for what it includes
   */
  public record Inclusion(String file, int line, int depth) {}
}
