package bulla.apacheconf;

import java.util.List;

/** The operator's configuration cannot be used. Carries every error found, not only the first. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigurationError> errors;

  /** Makes the exception for at least one error. */
  public ConfigurationException(List<ConfigurationError> errors) {
    super(errors.getFirst().message());
    this.errors = List.copyOf(errors);
  }

  /** Every error, in the order of the files. */
  public List<ConfigurationError> errors() {
    return errors;
  }
}
