package bulla.apacheconf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration with all files that it includes, as httpd does before it looks at what the
 * directives mean: joins lines, replaces {@code ${NAME}}, decides guards, executes what is executed
 * while reading, and nests the sections.
 *
 * <p>Reading goes on after an error, so that every error of all files is told at once.
 */
public final class ConfigurationReader {

  /** The longest logical line of a server's configuration, characters. */
  public static final int LONGEST_LINE = 16 << 20;

  /** The longest logical line of a .htaccess file, characters. */
  public static final int LONGEST_HTACCESS_LINE = 8192;

  private static final String COMMAND_LINE = "Process command line";

  private final ConfigurationSource source;
  private final Variables variables;
  private final Guards guards;
  private final List<ConfigurationError> errors = new ArrayList<>();
  private final List<ConfigurationWarning> warnings = new ArrayList<>();
  private final List<Configuration.Inclusion> inclusions = new ArrayList<>();
  private Path serverRoot;
  private int depth;

  private ConfigurationReader(ConfigurationSource source) {
    this.source = source;
    this.serverRoot = source.serverRoot().toAbsolutePath().normalize();
    this.variables = new Variables(source.defines(), source.environment());
    this.guards = new Guards(variables, source.modules(), source.serverVersion());
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigurationException with every error, if there is one
   */
  public static Configuration read(ConfigurationSource source) throws ConfigurationException {
    ConfigurationReader reader = new ConfigurationReader(source);
    List<Node> nodes = new ArrayList<>();
    reader.commandLine(source.before(), nodes);
    reader.file(reader.serverRoot.resolve(source.mainFile()).normalize(), null, nodes);
    reader.commandLine(source.after(), nodes);
    return reader.finish(nodes);
  }

  /**
   * Reads one file of directives that are looked up per directory, such as .htaccess: lines of at
   * most 8192 characters, and nothing that is executed while reading but the guards.
   *
   * @param source what stands behind it: defines as they were when the server started
   * @throws ConfigurationException with every error, if there is one
   */
  public static Configuration readDirectoryFile(Path file, String text, ConfigurationSource source)
      throws ConfigurationException {
    ConfigurationReader reader = new ConfigurationReader(source);
    List<Node> nodes = new ArrayList<>();
    try {
      LogicalLines lines = LogicalLines.ofText(file.toString(), text, LONGEST_HTACCESS_LINE);
      reader.block(lines, null, nodes, false);
    } catch (LogicalLines.TooLongException tooLong) {
      reader.tooLong(tooLong);
    }
    return reader.finish(nodes);
  }

  private Configuration finish(List<Node> nodes) throws ConfigurationException {
    if (!errors.isEmpty()) {
      throw new ConfigurationException(errors);
    }
    return new Configuration(
        nodes, serverRoot, inclusions, variables.names(), variables.values(), warnings);
  }

  private void commandLine(List<String> lines, List<Node> into) {
    if (lines.isEmpty()) {
      return;
    }
    try {
      block(
          LogicalLines.ofText(COMMAND_LINE, String.join("\n", lines), LONGEST_LINE),
          null,
          into,
          true);
    } catch (LogicalLines.TooLongException tooLong) {
      tooLong(tooLong);
    }
  }

  private void file(Path path, @Nullable Position includedAt, List<Node> into) {
    LogicalLines lines;
    try {
      lines = LogicalLines.ofFile(path, LONGEST_LINE);
    } catch (LogicalLines.TooLongException tooLong) {
      tooLong(tooLong);
      return;
    } catch (IOException unreadable) {
      String message =
          "Could not open configuration file " + path + ": " + SystemText.of(unreadable);
      errors.add(
          new ConfigurationError(includedAt, message, "create the file or correct its path"));
      return;
    }
    inclusions.add(
        new Configuration.Inclusion(
            path.toString(), includedAt == null ? 0 : includedAt.line(), depth));
    block(lines, null, into, true);
  }

  private void tooLong(LogicalLines.TooLongException tooLong) {
    errors.add(
        new ConfigurationError(
            tooLong.at(), String.valueOf(tooLong.getMessage()), "split the line"));
  }

  /** A section that is open: its name without the angle bracket, where it stands, its parent. */
  private record Opening(String name, Position at, boolean guard, @Nullable Opening parent) {
    boolean isIn(String closing) {
      return name.equalsIgnoreCase(closing) || (parent != null && parent.isIn(closing));
    }
  }

  /**
   * Reads up to the end of the section {@code opening}, or of the file.
   *
   * @param whole whether this is a server's configuration, where reading executes directives
   */
  private void block(
      LogicalLines lines, @Nullable Opening opening, List<Node> into, boolean whole) {
    for (LogicalLines.Line line = lines.next(); line != null; line = lines.next()) {
      Position at = new Position(lines.file(), line.number());
      String text = variables.expand(line.text(), name -> undefined(at, name));
      Words.First first = Words.first(text);
      if (first.word().startsWith("</")) {
        if (closes(first.word(), lines, opening, at)) {
          return;
        }
      } else if (first.word().startsWith("<")) {
        section(text, at, lines, opening, into, whole);
      } else if (!first.word().isEmpty()) {
        directive(first.word(), first.rest(), at, into, whole);
      }
    }
    if (opening != null) {
      notClosed(opening);
    }
  }

  private void undefined(Position at, String name) {
    warnings.add(
        new ConfigurationWarning(at, "AH00111: Config variable ${" + name + "} is not defined"));
  }

  private void notClosed(Opening opening) {
    String name = opening.name();
    error(
        opening.at(),
        opening.guard()
            ? "Expected </" + name + "> before end of configuration"
            : opening.at() + ": <" + name + "> was not closed.",
        "add </" + name + "> where the section ends");
  }

  /** Whether a closing tag ends the current block; when not, it was an error that has been told. */
  private boolean closes(String word, LogicalLines lines, @Nullable Opening opening, Position at) {
    if (!word.endsWith(">")) {
      error(at, word + "> directive missing closing '>'", "write " + word + ">");
    }
    String name = word.endsWith(">") ? word.substring(2, word.length() - 1) : word.substring(2);
    if (opening == null) {
      error(
          at,
          "</" + name + "> without matching <" + name + "> section",
          "remove it, or open the section in this file");
      return false;
    }
    if (opening.name().equalsIgnoreCase(name)) {
      return true;
    }
    error(
        at,
        "Expected </" + opening.name() + "> but saw </" + name + ">",
        "close <" + opening.name() + "> of line " + opening.at().line() + " first");
    if (opening.isIn(name)) {
      lines.back();
      return true;
    }
    return false;
  }

  private void section(
      String text,
      Position at,
      LogicalLines lines,
      @Nullable Opening parent,
      List<Node> into,
      boolean whole) {
    int close = text.lastIndexOf('>');
    String inner = text.substring(1, close < 0 ? text.length() : close).strip();
    Words.First first = Words.first(inner);
    String name = source.spelling().apply(first.word());
    boolean guard = Guards.isGuard(first.word());
    Opening opening = new Opening(name, at, guard, parent);
    if (close < 0) {
      error(at, "<" + name + "> directive missing closing '>'", "end the line with '>'");
    }
    if (!guard) {
      List<Node> children = new ArrayList<>();
      block(lines, opening, children, whole);
      into.add(new Node.Section(name, Words.split(first.rest()), first.rest(), children, at));
      return;
    }
    boolean open = false;
    try {
      open = guards.open(name, first.rest(), serverRoot);
    } catch (ReadingException bad) {
      error(at, bad.text(), bad.remedy());
    }
    if (open) {
      block(lines, opening, into, whole);
    } else {
      skip(lines, opening);
    }
  }

  /** Passes over a section that is not wanted, looking only at what it nests. */
  private void skip(LogicalLines lines, Opening opening) {
    for (LogicalLines.Line line = lines.next(); line != null; line = lines.next()) {
      String word = Words.first(line.text()).word();
      if (word.startsWith("</")) {
        if (closes(word, lines, opening, new Position(lines.file(), line.number()))) {
          return;
        }
      } else if (word.startsWith("<")) {
        int end = word.indexOf('>');
        String name = word.substring(1, end < 0 ? word.length() : end);
        Position at = new Position(lines.file(), line.number());
        skip(lines, new Opening(name, at, true, opening));
      }
    }
    notClosed(opening);
  }

  private static final Set<String> EXECUTED =
      Set.of(
          "include",
          "includeoptional",
          "define",
          "undefine",
          "loadmodule",
          "serverroot",
          "error",
          "warning");

  private void directive(String word, String rest, Position at, List<Node> into, boolean whole) {
    String lower = word.toLowerCase(Locale.ROOT);
    List<String> arguments = Words.split(rest);
    if (!whole || !EXECUTED.contains(lower)) {
      into.add(new Node.Directive(source.spelling().apply(word), arguments, rest, at));
      return;
    }
    try {
      switch (lower) {
        case "include" -> include("Include", arguments, at, into);
        case "includeoptional" -> include("IncludeOptional", arguments, at, into);
        case "define" -> define(arguments);
        case "undefine" -> variables.undefine(one("UnDefine", arguments));
        case "loadmodule" -> loadModule(arguments, at);
        case "serverroot" -> serverRoot(one("ServerRoot", arguments));
        case "error" ->
            throw new ReadingException(
                one("Error", arguments), "the configuration's author stops here on purpose");
        default -> warnings.add(new ConfigurationWarning(at, one("Warning", arguments)));
      }
    } catch (ReadingException bad) {
      error(at, bad.text(), bad.remedy());
    }
  }

  private void include(String name, List<String> arguments, Position at, List<Node> into)
      throws ReadingException {
    String argument = one(name, arguments);
    if (depth >= IncludedFiles.DEEPEST) {
      throw new ReadingException(
          "Exceeded maximum include depth of "
              + IncludedFiles.DEEPEST
              + ", There appears to be a recursion.",
          "a file includes itself, perhaps through others");
    }
    List<Path> files = IncludedFiles.find(serverRoot, argument, name.equals("IncludeOptional"));
    depth++;
    for (Path file : files) {
      file(file, at, into);
    }
    depth--;
  }

  private void define(List<String> arguments) throws ReadingException {
    if (arguments.isEmpty() || arguments.size() > 2 || arguments.getFirst().isEmpty()) {
      throw new ReadingException(
          "Define takes 1-2 arguments, Define a variable, optionally to a value.  Same as passing"
              + " -D to the command line.",
          "write: Define NAME [value]");
    }
    if (arguments.getFirst().indexOf(':') >= 0) {
      throw new ReadingException(
          "Variable name must not contain ':'", "choose a name without a colon");
    }
    variables.define(arguments.getFirst(), arguments.size() == 2 ? arguments.get(1) : null);
  }

  private void loadModule(List<String> arguments, Position at) throws ReadingException {
    if (arguments.size() != 2) {
      throw new ReadingException(
          "LoadModule takes two arguments, a module name and the name of a shared object file to"
              + " load it from",
          "write: LoadModule ssl_module modules/mod_ssl.so");
    }
    ModuleSet.Loading loading = source.modules().load(arguments.get(0), arguments.get(1));
    if (loading.warning() != null) {
      warnings.add(new ConfigurationWarning(at, loading.warning()));
    }
    if (loading.error() != null) {
      throw new ReadingException(loading.error(), "remove the line");
    }
  }

  private void serverRoot(String argument) throws ReadingException {
    Path path = serverRoot.resolve(argument).normalize();
    if (!Files.isDirectory(path)) {
      throw new ReadingException(
          "ServerRoot must be a valid directory", "create " + path + " or correct the path");
    }
    serverRoot = path;
  }

  private static String one(String name, List<String> arguments) throws ReadingException {
    if (arguments.size() == 1 && !arguments.getFirst().isEmpty()) {
      return arguments.getFirst();
    }
    String help =
        switch (name) {
          case "Include" -> "Name(s) of the config file(s) to be included";
          case "IncludeOptional" -> "Name or pattern of the config file(s) to be included";
          case "UnDefine" -> "Undefine the existence of a variable. Undo a Define.";
          case "ServerRoot" -> "Common directory of server-related files (logs, confs, etc.)";
          default -> "the text to show";
        };
    throw new ReadingException(
        name + " takes one argument, " + help, "quote an argument that holds blanks");
  }

  private void error(Position at, String message, String remedy) {
    errors.add(new ConfigurationError(at, message, remedy));
  }
}
