package bulla.httpd.ssl;

import bulla.apacheconf.Position;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where staples are kept over restarts: SSLStaplingCache. */
sealed interface StapleCacheChoice {

  /** The directory that staples are kept in, if they are kept on disk. */
  default Optional<Path> directory() {
    return this instanceof Directory(Path path) ? Optional.ofNullable(path) : Optional.empty();
  }

  /** It is not written. */
  record Missing() implements StapleCacheChoice {}

  /**
   * On disk, for the names shmcb and dbm alike: what outlives the process must be there.
   *
   * @param path a directory; null if none was written, and staples do not outlive the process
   */
  record Directory(@Nullable Path path) implements StapleCacheChoice {}

  /**
   * Where a provider of that name keeps them.
   *
   * @param argument what follows the name
   */
  record Provided(String provider, String argument, Position at) implements StapleCacheChoice {}
}
