package bulla.httpd.core;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a URL path led to in the file system, as it was when it was last looked at.
 *
 * @param kind what it is
 * @param file its path; of a missing one as far as it exists, and one component more; null before
 *     it was looked for
 * @param pathInfo what is left of the URL path behind the file
 * @param size bytes
 * @param modifiedMicros microseconds since the epoch
 * @param inode the system's number of the file
 * @param content the bytes of a small file; null for others
 * @param memo what was made of it before
 */
public record Resource(
    Kind kind,
    @Nullable Path file,
    String pathInfo,
    long size,
    long modifiedMicros,
    long inode,
    byte @Nullable [] content,
    Memo memo) {

  /** Remembers what was made of a resource for the last request, so that the next finds it made. */
  static final class Memo {
    volatile @Nullable StaticHead head;
  }

  Resource(Kind kind, @Nullable Path file, String pathInfo) {
    this(kind, file, pathInfo, 0, 0, 0, null, new Memo());
  }

  /** Kinds of things. */
  public enum Kind {
    FILE,
    DIRECTORY,
    MISSING,
    /** Neither file nor directory: a socket, a device. */
    OTHER,
    /** Not looked for yet. */
    UNKNOWN
  }

  /** Not looked for yet. */
  public static final Resource UNKNOWN = new Resource(Kind.UNKNOWN, null, "");

  // Compared as the find that it is; its bytes are shared.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
