package bulla.httpd.core;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a server has what it writes while it runs, if nothing else is said. */
public final class RuntimeFiles {
  private RuntimeFiles() {}

  /** PidFile, or {@code run/httpd.pid} or {@code logs/httpd.pid} below ServerRoot. */
  public static Path pidFile(ServerContext server) {
    Path root = server.serverRoot();
    Path usual = Files.isDirectory(root.resolve("run")) ? Path.of("run") : Path.of("logs");
    return server
        .main()
        .settings()
        .get(CoreSettings.PID_FILE)
        .orElse(root.resolve(usual).resolve("httpd.pid"));
  }

  /** A directory beside the PidFile and named after it: {@code run/httpd-refusals}. */
  public static Path directory(ServerContext server, String name) {
    Path pidFile = pidFile(server);
    String own = pidFile.getFileName().toString().replaceFirst("\\.pid$", "");
    return pidFile.resolveSibling(own + "-" + name);
  }
}
