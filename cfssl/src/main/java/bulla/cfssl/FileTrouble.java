package bulla.cfssl;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What is wrong with a file, in the system's words; never the name of an exception. */
public final class FileTrouble {
  private FileTrouble() {}

  /** The reason, without the file's name. */
  public static String reason(IOException trouble) {
    return switch (trouble) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "is there already";
      case NotDirectoryException _ -> "not a directory";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      case MalformedInputException _ -> "it is not text in UTF-8";
      default -> trouble.getMessage() == null ? "input/output error" : trouble.getMessage();
    };
  }
}
