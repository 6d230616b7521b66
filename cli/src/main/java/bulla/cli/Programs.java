package bulla.cli;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The list of programs, by the name that one types. */
final class Programs {
  private Programs() {}

  /**
   * One line of the list.
   *
   * @param name what one types
   * @param summary what it is, for the help
   * @param program made when it is asked for, so that a program loads only its own classes
   */
  private record Entry(String name, String summary, Supplier<Program> program) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("httpd", "the web server, reads httpd's configuration", HttpdProgram::new),
          new Entry("apachectl", "starts, stops and checks httpd", HttpdProgram::ofApachectl),
          new Entry(
              "explain", "why httpd has refused a client, and what mends it", ExplainProgram::new),
          new Entry(
              "doctor", "asks the places that httpd's configuration needs", DoctorProgram::new),
          new Entry("certmgr", "keeps certificates in place", CertmgrProgram::new),
          new Entry("cfssl", "a CA's commands: issue, revoke, answer", CfsslProgram::new),
          new Entry("cfssljson", "puts what cfssl printed into files", CfssljsonProgram::new),
          new Entry("multirootca", "several CAs behind one address", MultirootcaProgram::new),
          new Entry("lab", "the whole system of the article on this machine", LabEntry::new),
          new Entry("site", "publishes CAs, revocation lists, statements", SiteProgram::new));

  /** The program of that name, or null. */
  static @Nullable Program named(String name) {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(name)) {
        return entry.program().get();
      }
    }
    return null;
  }

  /** The help that {@code bulla --help} prints. */
  static String usage() {
    StringBuilder text = new StringBuilder();
    text.append("Usage: bulla PROGRAM [ARGUMENTS]\n\n");
    text.append(
        "A web server that lets people in by certificate, and the small PKI behind it.\n\n");
    text.append("Programs:\n");
    for (Entry entry : ENTRIES) {
      text.append(String.format("  %-12s %s%n", entry.name(), entry.summary()));
    }
    text.append("\n'bulla PROGRAM --help' tells what each takes (httpd: -h).\n");
    text.append("Called through a symbolic link with a program's name, bulla is that program.\n");
    return text.toString();
  }
}
