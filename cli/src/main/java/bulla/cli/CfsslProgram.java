package bulla.cli;

import bulla.cli.cfssl.CfsslCommands;
import java.time.InstantSource;
import java.util.List;

/** {@code cfssl}: the CA's commands. */
final class CfsslProgram implements Program {
  @Override
  public int run(List<String> arguments, Console console) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("ocspserve")) {
      CfsslCommands.logTo(console.err(), InstantSource.system());
      return new OcspserveProgram().run(arguments.subList(1, arguments.size()), console);
    }
    return CfsslCommands.run(
        arguments,
        console.in(),
        console.out(),
        console.err(),
        System::getenv,
        InstantSource.system());
  }
}
