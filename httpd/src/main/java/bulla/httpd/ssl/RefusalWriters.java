package bulla.httpd.ssl;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The writers of the process, one for a directory: the generations before and after a reload share
 * it. Thread-safe.
 */
final class RefusalWriters {
  private final Map<Path, Shared> open = new HashMap<>();
  private final Consumer<RefusalWriter.Dropped> drops;

  /**
   * No writer yet.
   *
   * @param drops told of each record that is not kept, on any thread
   */
  RefusalWriters(Consumer<RefusalWriter.Dropped> drops) {
    this.drops = drops;
  }

  private static final class Shared {
    final RefusalWriter writer;
    int users;

    Shared(RefusalWriter writer) {
      this.writer = writer;
    }
  }

  /**
   * The writer of a directory, until {@link #release}.
   *
   * @param warnings where the first user wants to be told
   */
  synchronized RefusalWriter use(Path directory, Consumer<String> warnings) {
    Shared shared =
        open.computeIfAbsent(
            directory,
            path -> new Shared(new RefusalWriter(new RefusalFiles(path), warnings, drops)));
    shared.users++;
    return shared.writer;
  }

  /** Ends the writer with its last user. */
  void release(Path directory) {
    Shared ended = null;
    synchronized (this) {
      Shared shared = open.get(directory);
      if (shared != null && --shared.users == 0) {
        open.remove(directory);
        ended = shared;
      }
    }
    if (ended != null) {
      ended.writer.close();
    }
  }
}
