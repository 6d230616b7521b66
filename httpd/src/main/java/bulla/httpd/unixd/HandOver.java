package bulla.httpd.unixd;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.HttpdModule.OwnDirectory;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.SystemError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives directories to the user that the server becomes. root gives nothing away that might be
 * somebody else's: a directory must be root's, no link, writable by nobody else, and hold nothing
 * but files that the server itself has put there.
 */
record HandOver(int uid, int gid, HostLog log) {
  void give(OwnDirectory directory) {
    Path path = directory.path();
    try {
      Files.createDirectories(path);
      if (owner(path) == uid) {
        return;
      }
      String trouble = trouble(directory);
      if (trouble == null) {
        for (Path file : files(path)) {
          own(file);
        }
        own(path);
      } else {
        log.server(
            "unixd",
            LogLevel.WARN,
            path + " stays root's, and nothing can be kept there: " + trouble);
      }
    } catch (IOException failed) {
      log.server(
          "unixd",
          LogLevel.WARN,
          SystemError.of(failed),
          path + " cannot be given to the server's user");
    }
  }

  private static @Nullable String trouble(OwnDirectory directory) throws IOException {
    Path path = directory.path();
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "it is a link";
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (owner(path) != 0
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return "others than root can write in it";
    }
    for (Path file : files(path)) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !mine(file.toString(), directory.suffix())) {
        return "it holds " + file.getFileName() + " (name a directory that holds nothing else)";
      }
    }
    return null;
  }

  /** A file, or one that a crash has left half-written. */
  private static boolean mine(String name, String suffix) {
    return name.endsWith(suffix) || name.endsWith(suffix + ".tmp");
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    }
    return files;
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }
}
