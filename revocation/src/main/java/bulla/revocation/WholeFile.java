package bulla.revocation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes files that are whole or not there, and outlive a loss of power: written aside, forced to
 * disk and renamed. For what everybody may read, 0644.
 */
final class WholeFile {
  /** What is written aside is over in moments; what is older was left by a crash. */
  private static final Duration LEFT = Duration.ofHours(1);

  private WholeFile() {}

  /**
   * Writes a file; its directory is made if it is missing. Of several writers the last one wins.
   */
  static void write(Path file, byte[] content) throws IOException {
    Path directory = Objects.requireNonNull(file.getParent());
    Files.createDirectories(directory);
    Path aside = file.resolveSibling(UUID.randomUUID() + "-" + file.getFileName() + ".tmp");
    try {
      writeAside(aside, content);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      Files.deleteIfExists(aside);
      throw failed;
    }
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /**
   * Deletes what crashes have left half-written in a directory.
   *
   * @param suffix of the names of the files that it holds
   */
  static void deleteLeft(Path directory, String suffix, Instant now) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    FileTime oldest = FileTime.from(now.minus(LEFT));
    try (DirectoryStream<Path> asides =
        Files.newDirectoryStream(directory, "*" + suffix + ".tmp")) {
      for (Path aside : asides) {
        if (Files.getLastModifiedTime(aside, LinkOption.NOFOLLOW_LINKS).compareTo(oldest) < 0) {
          Files.deleteIfExists(aside);
        }
      }
    }
  }

  private static void writeAside(Path aside, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer octets = ByteBuffer.wrap(content);
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-r--r--"));
      channel.force(true);
    }
  }
}
