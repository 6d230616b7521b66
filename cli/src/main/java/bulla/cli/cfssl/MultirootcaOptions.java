package bulla.cli.cfssl;

import bulla.caserver.Multirootca;
import bulla.cli.cfssl.GoFlags.Flag;
import bulla.cli.cfssl.GoFlags.FlagException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** multirootca's flags. */
public final class MultirootcaOptions {
  private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:]*)):(\\d{1,5})");
  private static final int LARGEST_PORT = 65_535;

  private static final List<Flag> FLAGS =
      List.of(
          new Flag("a", ":8888", "listening address, host:port; no host is every interface"),
          new Flag("l", "", "label of the CA for requests without a label"),
          new Flag("loglevel", "1", "0 debug to 5 fatal"),
          new Flag("roots", "", "file of the CAs"),
          new Flag("tls-cert", "", "certificate to serve TLS with; needs -tls-key"),
          new Flag("tls-key", "", "private key to serve TLS with; needs -tls-cert"));

  private MultirootcaOptions() {}

  /** What came of the flags: options, or the exit code to end with. */
  public record Parsed(Multirootca.@Nullable Options options, int exitCode) {}

  /** Reads the flags and turns the log on. */
  public static Parsed parse(
      List<String> words, PrintStream out, PrintStream err, InstantSource clock) {
    try {
      GoFlags flags = new GoFlags(FLAGS, words);
      String level = flags.text("loglevel");
      new CfsslLog(err, clock, level.matches("[0-5]") ? Integer.parseInt(level) : 1).takeOver();
      if (flags.text("roots").isEmpty()) {
        throw new FlagException("the root file (-roots) is required");
      }
      return new Parsed(
          new Multirootca.Options(
              address(flags.text("a")),
              Path.of(flags.text("roots")),
              flags.text("l"),
              path(flags.text("tls-cert")),
              path(flags.text("tls-key"))),
          0);
    } catch (FlagException e) {
      return new Parsed(
          null, e.tell(out, err, "Usage of multirootca:%n%s".formatted(GoFlags.usage(FLAGS))));
    }
  }

  private static InetSocketAddress address(String text) throws FlagException {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches() || Integer.parseInt(address.group(3)) > LARGEST_PORT) {
      throw new FlagException("invalid value \"%s\" for flag -a: host:port".formatted(text));
    }
    int port = Integer.parseInt(address.group(3));
    String host = address.group(1) == null ? address.group(2) : address.group(1);
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }
}
