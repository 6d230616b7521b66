package bulla.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads all manifests: those in the folder itself that end in .json, .yaml or .yml, by name. */
public final class ManifestFolder {
  private ManifestFolder() {}

  /** Reads the manifests of {@link Settings#dir}, with this process's environment. */
  public static List<Manifest> read(Settings settings) throws ConfigurationException {
    return read(settings, System::getenv, CfsslConfigurations.ofThisHost());
  }

  /**
   * Reads the manifests of {@link Settings#dir}.
   *
   * @param environment gives the variables of {@code env:NAME} keys
   * @param configurations may override servers and keys
   * @throws ConfigurationException with every problem of every file
   */
  static List<Manifest> read(
      Settings settings,
      UnaryOperator<@Nullable String> environment,
      CfsslConfigurations configurations)
      throws ConfigurationException {
    List<Problem> found = new ArrayList<>();
    List<Manifest> manifests = new ArrayList<>();
    ManifestReader reader =
        new ManifestReader(
            settings,
            new FileSpecReader(owners(settings)),
            new AuthorityReader(environment, configurations));
    for (Path file : files(settings)) {
      Problems problems = new Problems(file);
      Manifest manifest = reader.read(file, problems);
      if (manifest != null) {
        manifests.add(manifest);
      }
      found.addAll(problems.found());
    }
    found.addAll(sharedPaths(manifests));
    if (!found.isEmpty()) {
      throw new ConfigurationException(found);
    }
    return List.copyOf(manifests);
  }

  private static Owners owners(Settings settings) throws ConfigurationException {
    try {
      return Owners.ofThisProcess();
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              new Problem(
                  settings.file(), 0, "the temporary folder cannot be used: " + e.getMessage())));
    }
  }

  private static List<Path> files(Settings settings) throws ConfigurationException {
    Path dir = settings.dir();
    if (Files.isRegularFile(dir)) {
      return List.of(dir);
    }
    try (Stream<Path> all = Files.list(dir)) {
      return all.filter(ManifestFolder::isManifest).sorted().toList();
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              new Problem(dir, 0, "the manifests' folder cannot be read; make it or change dir")));
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.toString();
    return (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml"))
        && Files.isRegularFile(file);
  }

  private static List<Problem> sharedPaths(List<Manifest> manifests) {
    List<Problem> problems = new ArrayList<>();
    Map<Path, Manifest> taken = new HashMap<>();
    for (Manifest manifest : manifests) {
      for (FileSpec file : manifest.files()) {
        Manifest other = taken.putIfAbsent(file.path().toAbsolutePath().normalize(), manifest);
        if (other != null) {
          problems.add(
              new Problem(
                  manifest.file(),
                  0,
                  "pathway " + file.path() + " is already managed by spec " + other.file()));
        }
      }
    }
    return problems;
  }
}
