package bulla.cli;

import bulla.cli.lab.LabException;
import bulla.cli.lab.LabProgram;
import bulla.cli.lab.Toolbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bulla lab}, with CFSSL's programs of this process as its tools. */
final class LabEntry implements Program {
  @Override
  public int run(List<String> arguments, Console console) {
    Path launcher = Path.of(System.getProperty("bulla.launcher", "bulla"));
    return LabProgram.run(arguments, new InProcess(), launcher, console.out(), console.err());
  }

  private static final class InProcess implements Toolbox {
    @Override
    public String cfssl(List<String> arguments) throws LabException {
      return run("cfssl", arguments, "");
    }

    @Override
    public void cfssljson(String json, Path base) throws LabException {
      run("cfssljson", List.of("-bare", base.toString()), json);
    }

    private static String run(String program, List<String> arguments, String input)
        throws LabException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
      List<String> line = new ArrayList<>();
      line.add(program);
      line.addAll(arguments);
      int code = Main.run(line, new Console(in, stream(out), stream(err)));
      if (code != 0) {
        throw new LabException(
            String.join(" ", line.subList(0, 2))
                + " failed: "
                + err.toString(StandardCharsets.UTF_8).strip());
      }
      return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
      return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
  }
}
