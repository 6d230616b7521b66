package bulla.cli.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bulla lab}. */
@Command(
    name = "bulla lab",
    sortOptions = false,
    description =
        "The whole system of the article on this machine: makes its PKI, starts the CA, the OCSP"
            + " responders, the CA's site, the agent and the web server on 127.0.0.1, and prints"
            + " the article's commands ready to paste. Ctrl-C stops all; starting again reuses"
            + " what is there.%n")
public final class LabProgram {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the lab lives (default: ./lab).")
  private Path directory = Path.of("lab");

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "Moves the ports to N+443 (https), N+80 (ca01), N+400 and N+401 (OCSP), N+888"
              + " (multirootca); without it 8443, 8080, 9400, 9401, 8888.")
  private int portBase = -1;

  @Option(
      names = "--check",
      description =
          "Plays the article from its first section to its last with curl and openssl, one line"
              + " a step, against the running lab or one started for it; exits 0 only if all is"
              + " as shown.")
  private boolean check;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  private boolean help;

  private LabProgram() {}

  /**
   * Runs the lab.
   *
   * @param arguments what stood after {@code lab}
   * @param toolbox CFSSL's programs
   * @param launcher the path of {@code ./bulla}
   * @return the exit code
   */
  public static int run(
      List<String> arguments, Toolbox toolbox, Path launcher, PrintStream out, PrintStream err) {
    LabProgram program = new LabProgram();
    CommandLine line = new CommandLine(program);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      err.println("bulla lab: " + wrong.getMessage() + "; 'bulla lab --help' lists the options");
      return 2;
    }
    if (program.help) {
      line.usage(out);
      return 0;
    }
    try {
      return program.run(toolbox, launcher, out);
    } catch (LabException clear) {
      err.println("bulla lab: " + clear.getMessage());
      return 1;
    } catch (IOException trouble) {
      err.println("bulla lab: " + Trouble.text(trouble));
      return 1;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  private int run(Toolbox toolbox, Path launcher, PrintStream out)
      throws IOException, InterruptedException, LabException {
    for (String tool : List.of("curl", "openssl")) {
      needed(tool);
    }
    Files.createDirectories(directory);
    LabLayout layout = new LabLayout(directory.toRealPath());
    Lab lab = new Lab(layout, ports(layout), toolbox, launcher, out);
    if (check && lab.running()) {
      out.println("The lab in " + layout.root() + " is running; playing the article against it.");
      return new LabCheck(lab, toolbox, out).play() ? 0 : 1;
    }
    if (lab.running()) {
      throw new LabException(
          "the lab in "
              + layout.root()
              + " is running already; --check plays the article against it");
    }
    out.println("The lab in " + layout.root());
    lab.prepare();
    Thread cleaner = new Thread(() -> stopQuietly(lab), "lab-stop");
    Runtime.getRuntime().addShutdownHook(cleaner);
    lab.start();
    if (check) {
      return new LabCheck(lab, toolbox, out).play() ? 0 : 1;
    }
    out.print(LabGuide.text(lab));
    new CountDownLatch(1).await(Long.MAX_VALUE, TimeUnit.DAYS);
    return 0;
  }

  /** The ports of a lab that is there already stay: its certificates name them. */
  private LabPorts ports(LabLayout layout) throws IOException, LabException {
    if (portBase != -1 && (portBase < 1024 - 80 || portBase > 65_535 - 888)) {
      throw new LabException("--port-base must be between 944 and 64647, not " + portBase);
    }
    LabPorts wanted = portBase == -1 ? LabPorts.usual() : LabPorts.above(portBase);
    if (!Files.exists(layout.ports())) {
      return wanted;
    }
    LabPorts there = LabPorts.parse(Files.readString(layout.ports()));
    if (portBase != -1 && !there.equals(wanted)) {
      throw new LabException(
          "the certificates of the lab in %s name the ports %s; remove it or choose another --dir"
              .formatted(layout.root(), there.text()));
    }
    return there;
  }

  private static void needed(String tool) throws LabException, InterruptedException {
    try {
      bulla.cli.lab.Command.of(tool, "version").run();
    } catch (IOException missing) {
      throw new LabException(
          tool + " is not on PATH; install it (Debian: apt-get install " + tool + ")", missing);
    }
  }

  private static void stopQuietly(Lab lab) {
    try {
      lab.stop();
    } catch (IOException trouble) {
      System.err.println("bulla lab: not everything could be stopped: " + Trouble.text(trouble));
    }
  }
}
