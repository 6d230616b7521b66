package bulla.httpd;

import bulla.httpd.core.RuntimeFiles;
import bulla.httpd.core.ServerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that holds the server's process number. */
record PidFile(Path path) {
  static PidFile of(ServerContext server) {
    return new PidFile(RuntimeFiles.pidFile(server));
  }

  /** What the file tells. */
  sealed interface Content {
    /** There is no file. */
    record None() implements Content {}

    /** There is a file, and no process number in it. */
    record Corrupt() implements Content {}

    /** A number. */
    record Pid(long number) implements Content {
      /**
       * Whether that process is a server. A number that now belongs to some other program names
       * none.
       */
      boolean running() {
        return ProcessHandle.of(number)
            .filter(ProcessHandle::isAlive)
            .filter(
                process -> process.info().command().map(name -> name.contains("java")).orElse(true))
            .isPresent();
      }
    }
  }

  Content read() {
    try {
      long pid = Long.parseLong(Files.readString(path, StandardCharsets.US_ASCII).strip());
      return pid > 0 ? new Content.Pid(pid) : new Content.Corrupt();
    } catch (NoSuchFileException none) {
      return new Content.None();
    } catch (IOException | NumberFormatException unreadable) {
      return new Content.Corrupt();
    }
  }

  /** Writes this process's number. */
  void write() throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, ProcessHandle.current().pid() + "\n");
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes it if it holds that number; false if it is still there and may not be removed. */
  boolean delete(long pid) {
    if (!read().equals(new Content.Pid(pid))) {
      return true;
    }
    try {
      Files.deleteIfExists(path);
      return true;
    } catch (IOException denied) {
      return false;
    }
  }
}
