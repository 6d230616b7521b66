package bulla.cli;

import bulla.httpd.HttpdOptions;
import bulla.httpd.RefusalRecords;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.ssl.Explanation;
import bulla.httpd.ssl.Refusal;
import bulla.httpd.ssl.RefusalFiles;
import bulla.httpd.ssl.RefusalId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla explain}: why the web server has refused a client. */
@Command(
    name = "bulla explain",
    sortOptions = false,
    description =
        "Tells why the web server has refused a client because of its certificate, and what mends"
            + " it. The id stands on the page that the client saw and in the error log. Without"
            + " one, the latest refusals are listed. The server may be running or not.%n")
final class ExplainProgram implements Program {
  private static final int LATEST = 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The reference, KJ3MX-7TQ2B for instance; small letters and no hyphen will do.")
  private @Nullable String id;

  @Option(
      names = "-d",
      paramLabel = "DIR",
      description = "The server's ServerRoot, as httpd takes it.")
  private @Nullable String serverRoot;

  @Option(
      names = "-f",
      paramLabel = "FILE",
      description = "The server's configuration, as httpd takes it.")
  private @Nullable String file;

  @Option(
      names = "-D",
      paramLabel = "NAME",
      description = "A name that the server was started with, for <IfDefine>.")
  private List<String> defines = new ArrayList<>();

  @Option(
      names = "--records",
      paramLabel = "DIR",
      description = "Where the records are (BullaRefusals); no configuration is read then.")
  private @Nullable Path records;

  @Option(names = "--json", description = "Prints the record as it is kept.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  private boolean help;

  private final InstantSource clock;

  ExplainProgram() {
    this(InstantSource.system());
  }

  ExplainProgram(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public int run(List<String> arguments, Console console) {
    CommandLine line = new CommandLine(this);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      console
          .err()
          .println(
              "bulla explain: "
                  + wrong.getMessage()
                  + "; 'bulla explain --help' lists the options");
      return 2;
    }
    if (help) {
      line.usage(console.out());
      return 0;
    }
    try {
      Path directory = directory(console);
      return directory == null ? 1 : explain(new RefusalFiles(directory), directory, console);
    } catch (AccessDeniedException denied) {
      return failed(
          console, denied.getFile() + " may be read by the server's user and by root alone");
    } catch (IOException unreadable) {
      return failed(console, "the records cannot be read: " + unreadable);
    }
  }

  private static int failed(Console console, String why) {
    console.err().println("bulla explain: " + why);
    return 1;
  }

  /** Null if there is none, which has been told. */
  private @Nullable Path directory(Console console) {
    if (records != null && !Files.isDirectory(records)) {
      failed(console, "there is no directory " + records + "; BullaRefusals names the server's");
      return null;
    } else if (records != null) {
      return records;
    }
    try {
      Optional<Path> found = RefusalRecords.directory(options());
      if (found.isEmpty()) {
        failed(console, "the server keeps no records: BullaRefusals is off");
      }
      return found.orElse(null);
    } catch (HttpdArguments.UsageException wrong) {
      failed(console, "the server's options cannot be read");
    } catch (InvalidConfigurationException invalid) {
      invalid.lines("httpd").forEach(console.err()::println);
      failed(console, "the configuration cannot be read; --records DIR does without it");
    }
    return null;
  }

  private HttpdOptions options() throws HttpdArguments.UsageException {
    // Without DocumentRoots: they have nothing to do with it.
    List<String> words = new ArrayList<>(List.of("-T"));
    if (serverRoot != null) {
      words.addAll(List.of("-d", serverRoot));
    }
    if (file != null) {
      words.addAll(List.of("-f", file));
    }
    defines.forEach(name -> words.addAll(List.of("-D", name)));
    return HttpdArguments.parse(words);
  }

  private int explain(RefusalFiles files, Path directory, Console console) throws IOException {
    Instant now = clock.instant();
    if (id == null) {
      return list(files, directory, now, console);
    }
    Optional<RefusalId> wanted = RefusalId.parse(id);
    if (wanted.isEmpty()) {
      return failed(
          console,
          "'" + id + "' is no reference: it has ten letters and digits, KJ3MX-7TQ2B for instance");
    }
    Optional<Refusal> found = files.find(wanted.get());
    if (found.isEmpty()) {
      return failed(
          console,
          "there is no refusal "
              + wanted.get()
              + " in "
              + directory
              + "; the oldest go when room is needed");
    }
    if (json) {
      console.out().println(RefusalFiles.json(found.get()));
    } else {
      new Explanation(found.get(), now).lines().forEach(console.out()::println);
    }
    return 0;
  }

  private int list(RefusalFiles files, Path directory, Instant now, Console console)
      throws IOException {
    List<Refusal> latest = files.latest(LATEST);
    if (latest.isEmpty()) {
      console.out().println("Nobody has been refused, says " + directory + ".");
    }
    for (Refusal each : latest) {
      console.out().println(json ? RefusalFiles.json(each) : new Explanation(each, now).line());
    }
    return 0;
  }
}
