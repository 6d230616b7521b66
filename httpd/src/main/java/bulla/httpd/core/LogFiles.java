package bulla.httpd.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log files of the process. Each generation opens its own anew, so that a file that was renamed
 * goes on under its name; a server that has given up root may no longer have the right to, and then
 * goes on with what it opened when it had. Thread-safe.
 */
public final class LogFiles {
  /** By path, what was opened last. */
  private final Map<Path, Open> open = new HashMap<>();

  /** One descriptor; the lock of the outer object guards the count. */
  private static final class Open {
    final OutputStream stream;
    final @Nullable Object file;
    int users = 1;

    Open(OutputStream stream, @Nullable Object file) {
      this.stream = stream;
      this.file = file;
    }
  }

  /**
   * A log that can be written.
   *
   * @param stream appends; whoever asked for it closes it
   * @param kept whether it is the descriptor of an earlier opening, and may no longer be the file
   *     of that name
   */
  public record Log(OutputStream stream, boolean kept) {}

  /** Opens a file to append to. */
  public synchronized Log append(Path file) throws IOException {
    try {
      OutputStream stream =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Open fresh = new Open(stream, identity(file));
      open.put(file, fresh);
      return new Log(new Use(fresh), false);
    } catch (AccessDeniedException denied) {
      Open earlier = open.get(file);
      if (earlier == null || earlier.users == 0) {
        throw denied;
      }
      earlier.users++;
      Object now = identity(file);
      return new Log(new Use(earlier), now == null || !now.equals(earlier.file));
    }
  }

  /** What tells a file from another of the same name; null if that cannot be seen. */
  private static @Nullable Object identity(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException unseen) {
      return null;
    }
  }

  /** What the operator is told of a log that was kept. */
  public static String keptMessage(Path file) {
    return "could not open log file "
        + file
        + " anew as the server's user; lines go on to the file that was opened at the start (let"
        + " the user write in its directory, or rotate with copytruncate)";
  }

  private synchronized void release(Open used) throws IOException {
    used.users--;
    if (used.users == 0) {
      open.values().remove(used);
      used.stream.close();
    }
  }

  private final class Use extends OutputStream {
    private final Open used;
    private boolean closed;

    Use(Open used) {
      this.used = used;
    }

    @Override
    public void write(int octet) throws IOException {
      used.stream.write(octet);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      used.stream.write(octets, from, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        release(used);
      }
    }
  }
}
