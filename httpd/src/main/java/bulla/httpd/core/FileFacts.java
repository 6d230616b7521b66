package bulla.httpd.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What stat(2) says of a file. */
record FileFacts(Type type, long size, long modifiedMicros, long inode, int owner) {
  /** Types of files. */
  enum Type {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  private static final String WANTED =
      "unix:isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime,ino,uid";

  /**
   * Looks at a file.
   *
   * @return null if there is none
   * @throws AccessDeniedException if a component of its path may not be searched
   */
  static @Nullable FileFacts of(Path file, LinkOption... options) throws IOException {
    Map<String, Object> all;
    try {
      all = Files.readAttributes(file, WANTED, options);
    } catch (NoSuchFileException none) {
      return null;
    } catch (AccessDeniedException denied) {
      throw denied;
    } catch (IOException other) {
      // Not a directory, a name too long, too many links: nothing is there for a client.
      return null;
    }
    FileTime modified = (FileTime) all.getOrDefault("lastModifiedTime", FileTime.fromMillis(0));
    return new FileFacts(
        type(all),
        number(all, "size"),
        modified.to(TimeUnit.MICROSECONDS),
        number(all, "ino"),
        (int) number(all, "uid"));
  }

  private static Type type(Map<String, Object> all) {
    if (Boolean.TRUE.equals(all.get("isSymbolicLink"))) {
      return Type.LINK;
    }
    if (Boolean.TRUE.equals(all.get("isDirectory"))) {
      return Type.DIRECTORY;
    }
    return Boolean.TRUE.equals(all.get("isRegularFile")) ? Type.FILE : Type.OTHER;
  }

  private static long number(Map<String, Object> all, String name) {
    return all.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
