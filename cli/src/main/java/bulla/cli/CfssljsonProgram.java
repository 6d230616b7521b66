package bulla.cli;

import bulla.cli.cfssl.CfssljsonCommand;
import java.util.List;

/** {@code cfssljson}: puts what cfssl printed into files. */
final class CfssljsonProgram implements Program {
  @Override
  public int run(List<String> arguments, Console console) {
    return CfssljsonCommand.run(arguments, console.in(), console.out(), console.err());
  }
}
