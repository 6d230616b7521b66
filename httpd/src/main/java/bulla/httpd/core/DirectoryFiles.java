package bulla.httpd.core;

import java.nio.file.Path;

/** Reads .htaccess files. */
interface DirectoryFiles {
  /**
   * What a file says.
   *
   * @throws DirectoryFileException if it says what it may not, or cannot be read
   */
  Section read(Path file, Path directory, OverridePolicy policy) throws DirectoryFileException;

  /** A .htaccess file that cannot be used. */
  final class DirectoryFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Found.Problem problem;

    DirectoryFileException(Found.Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    /** It is there, or may be, and cannot be read. */
    static DirectoryFileException unreadable(Path file, Path directory) {
      return new DirectoryFileException(
          new Found.Problem(
              403,
              LogLevel.CRIT,
              new SystemError(13, "Permission denied"),
              "AH00529: "
                  + file
                  + " pcfg_openfile: unable to check htaccess file, ensure it is readable and that"
                  + " '"
                  + directory
                  + "/' is executable"));
    }

    Found.Problem problem() {
      return problem;
    }
  }
}
