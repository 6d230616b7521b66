package bulla.httpd;

import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.ServerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file that holds the server's process number. */
record PidFile(Path path) {
  static PidFile of(ServerContext server) {
    Path root = server.serverRoot();
    Path usual = Files.isDirectory(root.resolve("run")) ? Path.of("run") : Path.of("logs");
    return new PidFile(
        server
            .main()
            .settings()
            .get(CoreSettings.PID_FILE)
            .orElse(root.resolve(usual).resolve("httpd.pid")));
  }

  /**
   * The server that runs; empty when none does. A number that now belongs to some other program
   * names no server.
   */
  Optional<ProcessHandle> running() {
    return number()
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> process.info().command().map(name -> name.contains("java")).orElse(true));
  }

  /** The number in the file; empty when there is no file or no number in it. */
  Optional<Long> number() {
    try {
      return Optional.of(Long.valueOf(Files.readString(path, StandardCharsets.US_ASCII).strip()));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Writes this process's number. */
  void write() throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, ProcessHandle.current().pid() + "\n");
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete() {
    try {
      if (number().equals(Optional.of(ProcessHandle.current().pid()))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException leftBehind) {
      // The next start finds it stale and says so (AH00098).
      System.err.println("cannot remove " + path + ": " + leftBehind.getMessage());
    }
  }
}
