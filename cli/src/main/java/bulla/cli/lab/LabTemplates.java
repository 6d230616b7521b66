package bulla.cli.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** The files that the lab writes: resources in which {@code @NAME@} stands for a value. */
final class LabTemplates {
  private LabTemplates() {}

  /** The text of a template with its values put in. */
  static String text(String template, Map<String, String> values) throws IOException {
    try (InputStream resource =
        LabTemplates.class.getResourceAsStream("/bulla/cli/lab/" + template)) {
      if (resource == null) {
        throw new IOException("bulla's own jar lacks lab/" + template);
      }
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("@" + value.getKey() + "@", value.getValue());
      }
      return text;
    }
  }

  /** Writes a file that anybody may read. */
  static void write(Path file, String text) throws IOException {
    write(file, text, "rw-r--r--");
  }

  /** Writes a file, with its mode from the first byte. */
  static void write(Path file, String text, String mode) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.deleteIfExists(file);
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
      channel.write(StandardCharsets.UTF_8.encode(text));
    }
  }
}
