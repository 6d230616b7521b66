package bulla.httpd.core;

import bulla.apacheconf.Configuration;
import bulla.apacheconf.ConfigurationError;
import bulla.apacheconf.ConfigurationException;
import bulla.apacheconf.ConfigurationReader;
import bulla.apacheconf.ConfigurationSource;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads .htaccess files. What a file says is kept as long as its size and time of change stay the
 * same. Thread-safe.
 */
final class HtaccessFiles implements DirectoryFiles {
  /** A longer file is refused, bytes. */
  private static final long LONGEST = 1 << 20;

  private final ConfigurationSource source;
  private final Supplier<ConfigurationWalk> walks;
  private final Cache<Key, Section> kept = Caffeine.newBuilder().maximumSize(1_000).build();

  /** A state of a file. */
  private record Key(Path file, long size, long modifiedMicros, OverridePolicy policy) {}

  /**
   * Makes a reader.
   *
   * @param source of the server's configuration
   * @param walks makes a walk with the server's directives
   */
  HtaccessFiles(ConfigurationSource source, Supplier<ConfigurationWalk> walks) {
    this.source = source;
    this.walks = walks;
  }

  @Override
  public Section read(Path file, Path directory, OverridePolicy policy)
      throws DirectoryFileException {
    try {
      FileFacts facts = FileFacts.of(file);
      if (facts == null) {
        throw new IOException("it has gone");
      }
      Key key = new Key(file, facts.size(), facts.modifiedMicros(), policy);
      Section known = kept.getIfPresent(key);
      if (known != null) {
        return known;
      }
      Section section = parse(file, directory, policy, facts.size());
      kept.put(key, section);
      return section;
    } catch (IOException unreadable) {
      throw DirectoryFileException.unreadable(file, directory);
    }
  }

  private Section parse(Path file, Path directory, OverridePolicy policy, long size)
      throws IOException, DirectoryFileException {
    if (size > LONGEST) {
      throw broken(file, "file longer than " + LONGEST + " bytes");
    }
    try {
      Configuration read =
          ConfigurationReader.readDirectoryFile(file, Files.readString(file), source);
      ConfigurationWalk walk = walks.get();
      Frame frame = walk.directoryFile(read.nodes(), policy, directory.toString());
      List<ConfigurationError> errors = walk.errors();
      if (!errors.isEmpty()) {
        throw broken(file, errors.getFirst().message());
      }
      return frame.section(file);
    } catch (ConfigurationException malformed) {
      throw broken(file, malformed.errors().getFirst().message());
    }
  }

  private static DirectoryFileException broken(Path file, String message) {
    return new DirectoryFileException(
        new Found.Problem(500, LogLevel.ALERT, null, file + ": " + message));
  }
}
