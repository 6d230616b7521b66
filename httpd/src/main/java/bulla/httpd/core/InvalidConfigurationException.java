package bulla.httpd.core;

import bulla.apacheconf.ConfigurationError;
import bulla.apacheconf.Position;
import java.util.ArrayList;
import java.util.List;

/** The operator's configuration cannot be used. Carries every error found. */
public final class InvalidConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigurationError> errors;
  private final boolean reading;

  InvalidConfigurationException(List<ConfigurationError> errors, boolean reading) {
    super(errors.getFirst().message());
    this.errors = List.copyOf(errors);
    this.reading = reading;
  }

  /** Every error, in the order of the files. */
  public List<ConfigurationError> errors() {
    return errors;
  }

  /**
   * The errors in httpd's form, each followed by what to do about it.
   *
   * @param program what the errors of reading begin with: {@code httpd}
   */
  public List<String> lines(String program) {
    List<String> lines = new ArrayList<>();
    for (ConfigurationError error : errors) {
      Position at = error.at();
      if (at == null) {
        lines.add(reading ? program + ": " + error.message() : error.message());
      } else if (reading) {
        lines.add(program + ": " + where(at) + " " + error.message());
      } else {
        lines.add("AH00526: " + where(at));
        lines.add(error.message());
      }
      if (!error.remedy().isEmpty()) {
        lines.add("  -> " + error.remedy());
      }
    }
    return lines;
  }

  private static String where(Position at) {
    return "Syntax error on line " + at.line() + " of " + at.file() + ":";
  }
}
