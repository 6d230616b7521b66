package bulla.cli;

import bulla.cli.doctor.DoctorCommand;
import bulla.cli.terminal.Terminal;
import bulla.httpd.HttpdOptions;
import java.util.ArrayList;
import java.util.List;

/** {@code bulla doctor}: httpd's options that name a configuration, and its own. */
final class DoctorProgram implements Program {
  private static final int WRONG_USAGE = 2;

  private static final String USAGE =
      """
      Usage: bulla doctor [-D name] [-d directory] [-f file] [--json]
                          [-C "directive"] [-c "directive"]

      Examines what a web server's configuration leans on to tell whether certificates are
      revoked: asks every OCSP responder, CRL place and issuer's place that its directives and
      certificates name, from where this machine stands, and looks at the certificates, keys and
      CRLs themselves. Changes nothing, opens no port, needs no private key.

        -D name         define a name for use in <IfDefine name> directives
        -d directory    an alternate initial ServerRoot
        -f file         an alternate ServerConfigFile
        -C "directive"  process directive before reading config files
        -c "directive"  process directive after reading config files
        --json          for programs
        -h, --help      this text

      Exit code: 0 nothing is to be mended (there may be warnings), 1 something is to be
      mended, 2 wrong usage.
      """;

  /** httpd's options that name a configuration. */
  private static final String NAMING = "DdfCc";

  @Override
  public int run(List<String> arguments, Console console) {
    if (arguments.contains("-h") || arguments.contains("--help")) {
      console.out().print(USAGE);
      return 0;
    }
    List<String> naming = new ArrayList<>(arguments);
    boolean json = naming.removeIf("--json"::equals);
    HttpdOptions options;
    try {
      options = HttpdArguments.parse(naming, NAMING);
    } catch (HttpdArguments.UsageException wrong) {
      // httpd answers a word that is no option with its usage alone.
      List<String> reason =
          wrong.reason().isEmpty()
              ? List.of("httpd: a word is neither an option nor the value of one")
              : wrong.reason();
      reason.forEach(line -> console.err().println(line.replace("httpd:", "bulla doctor:")));
      console.err().print(USAGE);
      return WRONG_USAGE;
    }
    return new DoctorCommand(options, console.out(), console.err())
        .run(json, Terminal.ofStandardOutput());
  }
}
