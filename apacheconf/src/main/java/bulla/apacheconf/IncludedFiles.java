package bulla.apacheconf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the files that an Include names: one file, all files below a folder, or what matches
 * wildcards in any component of the path. Each component's matches are taken in the order of their
 * bytes.
 */
final class IncludedFiles {
  static final int DEEPEST = 128;

  private static final Comparator<Path> BYTEWISE =
      Comparator.comparing(
          path -> path.toString().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final boolean optional;
  private final List<Path> found = new ArrayList<>();

  private IncludedFiles(boolean optional) {
    this.optional = optional;
  }

  /**
   * The files.
   *
   * @param optional whether finding nothing is no error
   */
  static List<Path> find(Path serverRoot, String argument, boolean optional)
      throws ReadingException {
    IncludedFiles files = new IncludedFiles(optional);
    Path path = serverRoot.resolve(argument).normalize();
    if (!Wildcard.hasWildcards(argument)) {
      files.plain(path);
    } else {
      Path root = path.getRoot();
      files.matching(root == null ? Path.of("/") : root, path, 0);
    }
    return files.found;
  }

  private void plain(Path path) throws ReadingException {
    if (Files.isDirectory(path)) {
      below(path, 0);
    } else if (Files.exists(path)) {
      found.add(path);
    } else if (!optional) {
      throw new ReadingException(
          "Could not open configuration file " + path + ": No such file or directory",
          "create the file, correct the path, or use IncludeOptional");
    }
  }

  private void below(Path folder, int depth) throws ReadingException {
    if (depth > DEEPEST) {
      throw new ReadingException(
          "Directory "
              + folder
              + " exceeds the maximum include directory nesting level of "
              + DEEPEST
              + ". You have probably a recursion somewhere.",
          "look for a symbolic link that leads back");
    }
    for (Path path : entries(folder, "Could not open config directory ")) {
      if (Files.isDirectory(path)) {
        below(path, depth + 1);
      } else {
        found.add(path);
      }
    }
  }

  private void matching(Path reached, Path pattern, int component) throws ReadingException {
    if (component == pattern.getNameCount()) {
      if (Files.isDirectory(reached)) {
        below(reached, 0);
      } else if (Files.exists(reached)) {
        found.add(reached);
      }
      return;
    }
    String name = pattern.getName(component).toString();
    if (!Wildcard.hasWildcards(name)) {
      matching(reached.resolve(name), pattern, component + 1);
      return;
    }
    if (!Files.isDirectory(reached)) {
      if (optional) {
        return;
      }
      throw new ReadingException(
          "Include/IncludeOptional: Could not open directory "
              + reached
              + ": No such file or directory",
          "create the folder, correct the path, or use IncludeOptional");
    }
    boolean last = component == pattern.getNameCount() - 1;
    List<Path> matches =
        entries(reached, "Include/IncludeOptional: Could not open directory ").stream()
            .filter(path -> Wildcard.matches(name, path.getFileName().toString(), true))
            .filter(path -> last || Files.isDirectory(path))
            .toList();
    if (matches.isEmpty() && !optional) {
      throw new ReadingException(
          "Include/IncludeOptional: No matches for the wildcard '"
              + name
              + "' in '"
              + reached
              + "', failing",
          "correct the pattern, or use IncludeOptional");
    }
    for (Path match : matches) {
      matching(match, pattern, component + 1);
    }
  }

  private static List<Path> entries(Path folder, String message) throws ReadingException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException unreadable) {
      throw new ReadingException(
          message + folder + ": " + SystemText.of(unreadable), "check the folder's permissions");
    }
    entries.sort(BYTEWISE);
    return entries;
  }
}
