package bulla.cli.lab;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Makes one sentence of an input or output error. */
final class Trouble {
  private Trouble() {}

  static String text(IOException trouble) {
    if (trouble instanceof FileSystemException file) {
      String reason = file.getReason() != null ? file.getReason() : kind(file);
      return file.getFile() + ": " + reason;
    }
    return String.valueOf(trouble.getMessage());
  }

  private static String kind(FileSystemException file) {
    return switch (file) {
      case java.nio.file.NoSuchFileException missing -> "no such file or directory";
      case java.nio.file.AccessDeniedException denied -> "permission denied";
      case java.nio.file.FileAlreadyExistsException there -> "is there already";
      default -> file.getClass().getSimpleName();
    };
  }
}
