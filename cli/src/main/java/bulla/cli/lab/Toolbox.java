package bulla.cli.lab;

import java.nio.file.Path;
import java.util.List;

/** The programs of CFSSL as the lab uses them. */
public interface Toolbox {
  /**
   * Runs {@code bulla cfssl} and gives what it prints.
   *
   * @throws LabException with its error output if it fails
   */
  String cfssl(List<String> arguments) throws LabException;

  /** Runs {@code bulla cfssljson -bare BASE} on what cfssl printed. */
  void cfssljson(String json, Path base) throws LabException;
}
