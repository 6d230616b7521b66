package bulla.openssl;

import java.util.List;

/** libssl refuses one of a context's {@link ConfigurationCommand}s. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final transient List<String> errors;

  CommandException(int index, List<String> errors) {
    super("the command cannot be carried out");
    this.index = index;
    this.errors = List.copyOf(errors);
  }

  /** Which of the commands, from 0. */
  public int index() {
    return index;
  }

  /** The error queue in text form, oldest first. */
  public List<String> errors() {
    return errors;
  }
}
