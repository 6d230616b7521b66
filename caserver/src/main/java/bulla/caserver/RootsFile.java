package bulla.caserver;

import bulla.cfssl.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * multirootca's roots file, line by line:
 *
 * <pre>
 *   line    = section | setting | comment | blank
 *   section = "[" blanks name blanks "]"
 *   setting = name blanks "=" blanks ( value | "'" value "'" | '"' value '"' )
 *   comment = "#" anything             ; in the first column
 *   name    = 1*( letter | digit | "_" )
 * </pre>
 *
 * Settings before any section belong to {@code default}; sections of one name are one; of settings
 * of one name the last one stands.
 *
 * @param sections by label, in the file's order
 */
public record RootsFile(List<Section> sections) {
  private static final Pattern SECTION = Pattern.compile("\\s*\\[\\s*(\\w+)\\s*\\]\\s*");
  private static final Pattern SETTING =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:\"([^\"]*)\"\\s*|'([^']*)'\\s*|(.*))");

  /**
   * One CA.
   *
   * @param where {@code file:line} of its beginning
   */
  public record Section(String label, String where, Map<String, Setting> settings) {
    /** Copies the map. */
    public Section {
      settings = Map.copyOf(settings);
    }

    /** A setting, or null. */
    public @Nullable Setting setting(String name) {
      return settings.get(name);
    }
  }

  /** A value and its {@code file:line}. */
  public record Setting(String value, String where) {}

  /** Copies the list. */
  public RootsFile {
    sections = List.copyOf(sections);
  }

  /**
   * Reads a file.
   *
   * @throws RootsException with every line that cannot be understood
   */
  public static RootsFile read(Path file) throws RootsException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new RootsException(List.of(file + " cannot be read: " + FileTrouble.reason(e)));
    }
    Map<String, Section> sections = new LinkedHashMap<>();
    Map<String, Map<String, Setting>> settings = new LinkedHashMap<>();
    List<String> errors = new ArrayList<>();
    String label = "default";
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String where = file + ":" + number;
      Matcher section = SECTION.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (section.matches()) {
        label = section.group(1);
        sections.putIfAbsent(label, new Section(label, where, Map.of()));
      } else if (setting.matches()) {
        sections.putIfAbsent(label, new Section(label, where, Map.of()));
        settings
            .computeIfAbsent(label, each -> new LinkedHashMap<>())
            .put(setting.group(1), new Setting(value(setting), where));
      } else {
        errors.add(
            where + ": invalid config file: a line is [ name ], name = value, or # in column one");
      }
    }
    if (!errors.isEmpty()) {
      throw new RootsException(errors);
    }
    return new RootsFile(
        sections.values().stream()
            .map(
                each ->
                    new Section(
                        each.label(), each.where(), settings.getOrDefault(each.label(), Map.of())))
            .toList());
  }

  private static String value(Matcher setting) {
    for (int group = 2; group <= 4; group++) {
      if (setting.group(group) != null) {
        return setting.group(group);
      }
    }
    return "";
  }
}
