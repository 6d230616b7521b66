package bulla.cli.doctor;

import bulla.cli.terminal.Terminal;
import bulla.httpd.Doctor;
import bulla.httpd.HttpdOptions;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.ssl.Examined;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Examines a configuration and tells of it. */
public final class DoctorCommand {
  private static final int WELL = 0;
  private static final int TO_MEND = 1;

  /** For all places together. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final HttpdOptions options;
  private final PrintStream out;
  private final PrintStream err;

  /** A command that tells on {@code out}, and what keeps it from telling on {@code err}. */
  public DoctorCommand(HttpdOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Does it; gives the exit code. */
  public int run(boolean json, Terminal terminal) {
    List<Examined> all;
    try {
      all = Doctor.examine(options, err, LONGEST);
    } catch (InvalidConfigurationException invalid) {
      invalid.lines(options.program()).forEach(err::println);
      return TO_MEND;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return TO_MEND;
    }
    if (json) {
      out.println(JsonReport.of(all));
    } else if (all.isEmpty()) {
      out.println("No host speaks TLS (SSLEngine on): there is nothing to examine.");
    } else {
      new Report(out, terminal, Instant.now()).print(all);
    }
    return all.stream().anyMatch(Examined::wrong) ? TO_MEND : WELL;
  }
}
