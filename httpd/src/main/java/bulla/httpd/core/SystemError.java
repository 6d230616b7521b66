package bulla.httpd.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * A system call's failure as log lines show it: {@code (111)Connection refused}.
 *
 * @param errno the system's number
 * @param text the system's text
 */
public record SystemError(int errno, String text) {
  /** EACCES. */
  public static final SystemError DENIED = new SystemError(13, "Permission denied");

  /** What an exception of the file system tells. */
  public static SystemError of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> new SystemError(2, "No such file or directory");
      case AccessDeniedException denied -> DENIED;
      case FileSystemException other when other.getReason() != null -> ofReason(other.getReason());
      default -> new SystemError(5, String.valueOf(failure.getMessage()));
    };
  }

  private static SystemError ofReason(String reason) {
    int errno =
        switch (reason) {
          case "Not a directory" -> 20;
          case "Is a directory" -> 21;
          case "No space left on device" -> 28;
          case "Read-only file system" -> 30;
          default -> 5;
        };
    return new SystemError(errno, reason);
  }

  @Override
  public String toString() {
    return "(" + errno + ")" + text;
  }
}
