package bulla.agent;

import java.util.List;
import java.util.stream.Collectors;

/** The operator's files cannot be used as they are; every problem of every file is in it. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of the files. */
  public List<Problem> problems() {
    return problems;
  }
}
