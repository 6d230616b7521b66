package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps every Java file in the one format; {@code dev/format} puts it there. */
class FormatTest {
  @Test
  void everyJavaFileIsFormatted() throws Exception {
    Path root = Path.of("..").toRealPath();
    List<String> unformatted = new ArrayList<>();
    for (Path file : javaFiles(root)) {
      String text = Files.readString(file);
      if (!new Formatter().formatSourceAndFixImports(text).equals(text)) {
        unformatted.add(root.relativize(file).toString());
      }
    }
    assertThat(unformatted).as("run dev/format").isEmpty();
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
