package bulla.httpd.core;

import java.nio.file.Path;

/** Where a URL path leads. */
public sealed interface Translation {
  /**
   * To a file.
   *
   * @param file the path to look for
   * @param root the directory below which {@code file} was put together; what lies above it was
   *     named by the operator
   */
  record ToFile(Path file, Path root) implements Translation {}

  /** To an answer that needs no file: a redirect. */
  record ToReply(Reply reply) implements Translation {}
}
