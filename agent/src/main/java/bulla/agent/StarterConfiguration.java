package bulla.agent;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a first certmgr.yaml ({@code genconfig}). */
public final class StarterConfiguration {
  private StarterConfiguration() {}

  /**
   * Writes the file and makes its folder and the manifests' one.
   *
   * @param force whether a file that is there is replaced
   * @throws FileAlreadyExistsException if it is there and {@code force} is not set
   */
  public static void write(
      Path file, Path dir, String serviceManager, String before, String interval, boolean force)
      throws IOException {
    String text =
        """
        dir: "%s"
        svcmgr: "%s"
        before: "%s"
        interval: "%s"
        metrics_address: "localhost"
        metrics_port: "8080"
        """
            .formatted(quoted(dir.toString()), quoted(serviceManager), before, interval);
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    Files.createDirectories(dir);
    if (!force) {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
      return;
    }
    Path fresh =
        Files.createTempFile(file.toAbsolutePath().resolveSibling(""), ".certmgr", ".yaml");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
