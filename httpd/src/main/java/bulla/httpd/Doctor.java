package bulla.httpd;

import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.ProcessState;
import bulla.httpd.ssl.Checkup;
import bulla.httpd.ssl.Examined;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** Examines a configuration without serving it. */
public final class Doctor {
  private Doctor() {}

  /**
   * Examines what the configuration leans on to tell whether certificates are revoked. Blocks.
   *
   * @param terminal takes what is logged while the configuration is read
   * @param longest how long is waited for all places together
   * @throws InvalidConfigurationException with every error of the configuration
   */
  public static List<Examined> examine(
      HttpdOptions options, OutputStream terminal, Duration longest)
      throws InvalidConfigurationException, InterruptedException {
    return Checkup.of(Httpd.read(options, terminal, new ProcessState()).server(), longest);
  }
}
