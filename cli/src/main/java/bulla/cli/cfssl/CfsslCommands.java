package bulla.cli.cfssl;

import bulla.cfssl.CfsslException;
import bulla.cli.cfssl.GoFlags.Flag;
import bulla.cli.cfssl.GoFlags.FlagException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code cfssl COMMAND [flags] arguments}. */
public final class CfsslCommands {
  /** A command of cfssl; {@code usage} is the line after its name. */
  private record Command(String name, String usage, String summary, Action action) {}

  @FunctionalInterface
  private interface Action {
    void run(Session session) throws CfsslException;
  }

  private static final List<Command> COMMANDS =
      List.of(
          new Command(
              "gencert",
              "[-initca] [-ca CERT -ca-key KEY] [-remote HOST] [-config FILE -profile NAME]"
                  + " [-db-config FILE] CSRJSON",
              "makes a key and its certificate",
              IssueCommands::gencert),
          new Command(
              "genkey", "[-initca] CSRJSON", "makes a key and its request", IssueCommands::genkey),
          new Command(
              "gencsr",
              "-key KEY CSRJSON",
              "makes a request for a key that is there",
              IssueCommands::gencsr),
          new Command(
              "sign",
              "-ca CERT -ca-key KEY [-config FILE -profile NAME] [-hostname A,B] CSR [SUBJECT]",
              "signs a request",
              IssueCommands::sign),
          new Command(
              "selfsign",
              "HOST CSRJSON",
              "makes a key and a certificate signed by it",
              IssueCommands::selfsign),
          new Command(
              "info",
              "-remote HOST [-label NAME] [-profile NAME]",
              "tells of a CA and a profile",
              InformationCommands::info),
          new Command(
              "certinfo", "-cert FILE", "shows a certificate", InformationCommands::certinfo),
          new Command(
              "revoke",
              "-db-config FILE (-serial DECIMAL -aki HEX | -cert FILE) [-reason REASON]"
                  + " [-config FILE | -ca CERT -responder CERT -responder-key KEY]",
              "revokes a certificate, and signs the new OCSP answer if it can",
              RevocationCommands::revoke),
          new Command(
              "ocsprefresh",
              "-db-config FILE -ca CERT -responder CERT -responder-key KEY [-interval 96h]",
              "signs the OCSP answers of a CA anew",
              RevocationCommands::ocsprefresh),
          new Command(
              "ocspsign",
              "-ca CERT -responder CERT -responder-key KEY -cert FILE [-status good]"
                  + " [-reason REASON] [-revoked-at now]",
              "signs one OCSP answer",
              RevocationCommands::ocspsign),
          new Command(
              "ocspdump",
              "-db-config FILE",
              "prints the OCSP answers, base64, one a line",
              RevocationCommands::ocspdump),
          new Command(
              "crl",
              "-db-config FILE -ca CERT -ca-key KEY [-expiry 168h]",
              "prints a CA's CRL, base64",
              RevocationCommands::crl),
          new Command(
              "gencrl",
              "SERIALS CERT KEY [SECONDS]",
              "prints a CRL of the serial numbers in a file, base64",
              RevocationCommands::gencrl),
          new Command(
              "print-defaults",
              "list|config|csr",
              "prints files to start from",
              InformationCommands::printDefaults),
          new Command("version", "", "tells the version", InformationCommands::version));

  /** Every command takes the whole set, as the original's do. */
  private static final List<Flag> FLAGS =
      List.of(
          new Flag("address", "127.0.0.1", "address to bind"),
          new Flag("aki", "", "authority key identifier of the certificate, hexadecimal"),
          new Flag("ca", "", "CA certificate: a path, file:PATH or env:NAME"),
          new Flag("ca-key", "", "CA key: a path, file:PATH or env:NAME"),
          new Flag("cert", "", "certificate file"),
          new Flag("cn", "", "common name"),
          new Flag("config", "", "signing configuration file"),
          new Flag("csr", "", "certificate request file"),
          new Flag("db-config", "", "certificate database configuration file"),
          new Flag("expiry", "168h", "how long a CRL is of use"),
          new Flag("hostname", "", "comma list of hosts that replace the request's"),
          new Flag("initca", "false", "make a new CA"),
          new Flag("interval", "96h", "how long an OCSP answer is of use"),
          new Flag("key", "", "private key file"),
          new Flag("label", "", "which of the remote's CAs"),
          new Flag("loglevel", "1", "0 debug to 5 fatal"),
          new Flag("path", "/", "where OCSP requests are taken"),
          new Flag("port", "8888", "port to bind"),
          new Flag("profile", "", "signing profile"),
          new Flag("reason", "0", "reason of a revocation, by name or number"),
          new Flag("remote", "", "comma list of CFSSL servers, tried in order"),
          new Flag("responder", "", "certificate that signs OCSP answers"),
          new Flag("responder-key", "", "its key"),
          new Flag("responses", "", "file of OCSP answers, base64"),
          new Flag("revoked-at", "now", "when it was revoked: now or YYYY-MM-DD"),
          new Flag("serial", "", "serial number, decimal"),
          new Flag("status", "good", "good, revoked or unknown"),
          new Flag("tls-remote-ca", "", "certificates to trust for https remotes"));

  private CfsslCommands() {}

  /** Runs a command; gives its exit code: 0, 1 for a failure, 2 for an unknown flag. */
  public static int run(
      List<String> words,
      InputStream in,
      PrintStream out,
      PrintStream err,
      UnaryOperator<@Nullable String> environment,
      InstantSource clock) {
    if (words.isEmpty() || words.getFirst().matches("-h|--?help")) {
      (words.isEmpty() ? err : out).print(usage());
      return words.isEmpty() ? 1 : 0;
    }
    Command command =
        COMMANDS.stream()
            .filter(each -> each.name().equals(words.getFirst()))
            .findFirst()
            .orElse(null);
    if (command == null) {
      err.println("Command " + words.getFirst() + " is not defined");
      err.print(usage());
      return 1;
    }
    try {
      GoFlags flags = new GoFlags(FLAGS, words.subList(1, words.size()));
      CfsslLog log = new CfsslLog(err, clock, level(flags.text("loglevel")));
      log.takeOver();
      command
          .action()
          .run(new Session(flags, in, out, log, environment, clock, new SecureRandom()));
      out.flush();
      return 0;
    } catch (FlagException e) {
      return e.tell(
          out,
          err,
          "cfssl %s: %s%n%nUsage: cfssl %s %s%n%nFlags:%n%s"
              .formatted(
                  command.name(),
                  command.summary(),
                  command.name(),
                  command.usage(),
                  GoFlags.usage(FLAGS)));
    } catch (CfsslException e) {
      err.println(e.json());
      return 1;
    } catch (InvalidPathException e) {
      err.println("a file name cannot be used: " + e.getReason());
      return 1;
    }
  }

  /** Sends what this process logs to the stream, in CFSSL's form. */
  public static void logTo(PrintStream err, InstantSource clock) {
    new CfsslLog(err, clock, 1).takeOver();
  }

  private static int level(String text) throws FlagException {
    if (!text.matches("[0-5]")) {
      throw new FlagException("invalid value \"%s\" for flag -loglevel: 0 to 5".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private static String usage() {
    StringBuilder text = new StringBuilder("Usage:\n\tcfssl COMMAND [flags] arguments\n\n");
    text.append("Commands:\n");
    for (Command command : COMMANDS) {
      text.append("\t%-16s%s%n".formatted(command.name(), command.summary()));
    }
    text.append("\t%-16s%s%n".formatted("ocspserve", "answers OCSP from certdb or a file"));
    return text.append("\n'cfssl COMMAND -h' tells what a command takes.\n").toString();
  }
}
