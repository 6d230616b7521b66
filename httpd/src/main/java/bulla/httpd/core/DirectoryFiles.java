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

    Found.Problem problem() {
      return problem;
    }
  }
}
