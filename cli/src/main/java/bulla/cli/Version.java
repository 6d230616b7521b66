package bulla.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Bulla this is. */
final class Version {
  private Version() {}

  /** {@code bulla 0.1.0-SNAPSHOT (Java 25.0.3)}. */
  static String text() {
    return "bulla " + number() + " (Java " + Runtime.version().toString().split("\\+")[0] + ")";
  }

  /** The number alone, as the build set it. */
  static String number() {
    Properties properties = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("bulla's own jar cannot be read", unreadable);
    }
    return properties.getProperty("version", "unknown");
  }
}
