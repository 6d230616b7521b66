package bulla.apacheconf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The system's words for why a file could not be read, as httpd shows them. */
final class SystemText {
  private SystemText() {}

  static String of(IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing -> "No such file or directory";
      case AccessDeniedException denied -> "Permission denied";
      case NotDirectoryException other -> "Not a directory";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
