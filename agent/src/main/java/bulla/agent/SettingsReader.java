package bulla.agent;

import bulla.agent.TreeReader.MalformedFileException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads certmgr.yaml (.yml, .json). A flag beats the environment (CERTMGR_DIR and so on), that
 * beats the file, that beats the default. Unknown keys are ignored, as certmgr does.
 */
public final class SettingsReader {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "default_remote", "",
          "svcmgr", "",
          "before", "72h",
          "interval", "1h",
          "interval_splay", "0",
          "initial_splay", "0",
          "log.json", "false",
          "log.level", "info");
  private static final List<String> KEYS =
      List.of(
          "dir",
          "default_remote",
          "svcmgr",
          "before",
          "interval",
          "interval_splay",
          "initial_splay",
          "metrics_address",
          "metrics_port",
          "log.json",
          "log.level");
  private static final Path FOLDER = Path.of("/etc/certmgr");

  private final Problems problems;
  private final Map<String, Value> values = new TreeMap<>();

  /** A setting's text and the line of the file it stands in, 0 when from elsewhere. */
  private record Value(String text, int line) {}

  private SettingsReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads the settings.
   *
   * @param file the file; null looks for certmgr.json, .yaml and .yml in /etc/certmgr
   * @param flags what the command line gives, by the file's key names ({@code log.level})
   * @param environment the process's variables
   * @throws ConfigurationException with every problem of the file
   */
  public static Settings read(
      @Nullable Path file, Map<String, String> flags, Map<String, String> environment)
      throws ConfigurationException {
    Path found = file == null ? find() : file;
    Problems problems = new Problems(found);
    SettingsReader reader = new SettingsReader(problems);
    reader.values.putAll(reader.fromFile(found));
    if (!problems.none()) {
      throw new ConfigurationException(problems.found());
    }
    for (String key : KEYS) {
      String variable = environment.get("CERTMGR_" + key.toUpperCase(Locale.ROOT));
      String flag = flags.get(key);
      String text = flag != null ? flag : variable;
      if (text != null) {
        reader.values.put(key, new Value(text, 0));
      }
    }
    Settings settings = reader.settings(found);
    if (settings == null || !problems.none()) {
      throw new ConfigurationException(problems.found());
    }
    return settings;
  }

  private static Path find() throws ConfigurationException {
    for (String ending : List.of("json", "yaml", "yml")) {
      Path file = FOLDER.resolve("certmgr." + ending);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new ConfigurationException(
        List.of(
            new Problem(
                FOLDER, 0, "holds no certmgr.yaml, .yml or .json; make one or name one with -f")));
  }

  private Map<String, Value> fromFile(Path file) {
    Map<String, Value> texts = new TreeMap<>();
    String name = file.toString();
    if (!name.endsWith(".json") && !name.endsWith(".yaml") && !name.endsWith(".yml")) {
      problems.add(0, "this format is not read; write .yaml, .yml or .json");
      return texts;
    }
    try {
      flatten("", TreeReader.read(file), texts);
    } catch (MalformedFileException e) {
      problems.add(e.line(), String.valueOf(e.getMessage()));
    }
    return texts;
  }

  private void flatten(String prefix, Tree.Mapping mapping, Map<String, Value> texts) {
    for (Tree.Entry entry : mapping.entries()) {
      String key = prefix + entry.key().toLowerCase(Locale.ROOT);
      switch (entry.value()) {
        case Tree.Text text -> texts.put(key, new Value(text.value(), entry.line()));
        case Tree.Numeral number -> texts.put(key, new Value(number.value(), entry.line()));
        case Tree.Truth truth -> texts.put(key, new Value("" + truth.value(), entry.line()));
        case Tree.Mapping inner -> flatten(key + ".", inner, texts);
        case Tree.Nothing nothing -> {}
        case Tree.Sequence list -> {
          if (KEYS.contains(key)) {
            problems.add(entry.line(), key + " must be text, not a list");
          }
        }
      }
    }
  }

  private @Nullable Settings settings(Path file) {
    Path dir = dir();
    Duration before = duration("before");
    Duration interval = duration("interval");
    if (interval.compareTo(Duration.ofSeconds(1)) < 0 && problems.none()) {
      problems.add(line("interval"), "interval must be at least one second");
    }
    Settings settings =
        new Settings(
            file,
            dir,
            text("default_remote"),
            text("svcmgr"),
            before,
            interval,
            duration("interval_splay"),
            duration("initial_splay"),
            metricsAddress(),
            port(),
            text("log.json").equals("true"),
            level());
    return problems.none() ? settings : null;
  }

  private Path dir() {
    String dir = text("dir");
    if (dir.isEmpty()) {
      problems.add(0, "manager doesn't define a spec dir: set dir to the manifests' folder");
    }
    try {
      return Path.of(dir);
    } catch (InvalidPathException e) {
      problems.add(line("dir"), "dir is no path: " + e.getReason());
      return Path.of("");
    }
  }

  private Duration duration(String key) {
    try {
      return Durations.parse(text(key));
    } catch (IllegalArgumentException e) {
      problems.add(line(key), key + ": " + e.getMessage());
      return Duration.ZERO;
    }
  }

  private @Nullable String metricsAddress() {
    return text("metrics_address").isEmpty() || text("metrics_port").isEmpty()
        ? null
        : text("metrics_address");
  }

  private int port() {
    String text = text("metrics_port");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, as for a number out of range.
    }
    problems.add(line("metrics_port"), "metrics_port must be 0 to 65535, not \"" + text + "\"");
    return 0;
  }

  private Settings.LogLevel level() {
    return switch (text("log.level").toLowerCase(Locale.ROOT)) {
      case "debug" -> Settings.LogLevel.DEBUG;
      case "info" -> Settings.LogLevel.INFO;
      case "warning", "warn" -> Settings.LogLevel.WARNING;
      case "error" -> Settings.LogLevel.ERROR;
      default -> {
        problems.add(line("log.level"), "log.level must be debug, info, warning or error");
        yield Settings.LogLevel.INFO;
      }
    };
  }

  private String text(String key) {
    Value value = values.get(key);
    return value == null ? DEFAULTS.getOrDefault(key, "") : value.text();
  }

  private int line(String key) {
    Value value = values.get(key);
    return value == null ? 0 : value.line();
  }
}
