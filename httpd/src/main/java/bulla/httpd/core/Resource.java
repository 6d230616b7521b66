package bulla.httpd.core;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a URL path led to in the file system, as it was when it was last looked at. */
public record Resource(
    Kind kind,
    @Nullable Path file,
    String pathInfo,
    long size,
    long modifiedMicros,
    long inode,
    byte @Nullable [] content) {

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
  public static final Resource UNKNOWN = new Resource(Kind.UNKNOWN, null, "", 0, 0, 0, null);

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
