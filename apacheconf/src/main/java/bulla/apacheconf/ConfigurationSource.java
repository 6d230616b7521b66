package bulla.apacheconf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a configuration is read from.
 *
 * @param mainFile {@code -f}; relative to {@code serverRoot}
 * @param serverRoot {@code -d}, until a ServerRoot directive says otherwise
 * @param defines the names of {@code -D}
 * @param before the lines of {@code -C}, read before the main file
 * @param after the lines of {@code -c}, read after it
 * @param environment the process's environment, for {@code ${NAME}}
 * @param serverVersion what {@code <IfVersion>} compares with: {@code 2.4.57}
 * @param modules answers {@code <IfModule>} and takes {@code LoadModule}
 * @param spelling gives a directive's name in the directive table's spelling
 */
public record ConfigurationSource(
    Path mainFile,
    Path serverRoot,
    List<String> defines,
    List<String> before,
    List<String> after,
    Map<String, String> environment,
    String serverVersion,
    ModuleSet modules,
    UnaryOperator<String> spelling) {

  public ConfigurationSource {
    defines = List.copyOf(defines);
    before = List.copyOf(before);
    after = List.copyOf(after);
    environment = Map.copyOf(environment);
  }
}
