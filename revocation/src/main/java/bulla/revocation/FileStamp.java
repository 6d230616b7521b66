package bulla.revocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** What can be seen of a file without reading it: enough to notice that it was written anew. */
public record FileStamp(@Nullable Object file, @Nullable FileTime modified, long size) {
  /** That of a file that is not there or out of reach. */
  public static final FileStamp UNSEEN = new FileStamp(null, null, -1);

  /** That of a file as it is now. */
  public static FileStamp of(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileStamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    } catch (IOException unseen) {
      return UNSEEN;
    }
  }
}
