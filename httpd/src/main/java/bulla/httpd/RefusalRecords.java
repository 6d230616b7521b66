package bulla.httpd;

import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.ProcessState;
import bulla.httpd.ssl.RefusalSettings;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Finds where a server keeps its records of refusals, also while it runs. */
public final class RefusalRecords {
  private RefusalRecords() {}

  /**
   * The directory that a configuration names, or the usual one; empty if it wants no records.
   *
   * @param options name the configuration
   */
  public static Optional<Path> directory(HttpdOptions options)
      throws InvalidConfigurationException {
    return RefusalSettings.directory(
        Httpd.read(options, OutputStream.nullOutputStream(), new ProcessState()).server());
  }
}
