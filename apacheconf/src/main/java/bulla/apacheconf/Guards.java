package bulla.apacheconf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Decides the sections that are decided while reading. */
final class Guards {
  private final Variables variables;
  private final ModuleSet modules;
  private final String version;

  Guards(Variables variables, ModuleSet modules, String version) {
    this.variables = variables;
    this.modules = modules;
    this.version = version;
  }

  /** Whether a section of this name is decided while reading. */
  static boolean isGuard(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "ifmodule", "ifdefine", "iffile", "ifversion" -> true;
      default -> false;
    };
  }

  /** Whether what the section holds is to be read. */
  boolean open(String name, String argument, Path serverRoot) throws ReadingException {
    if (argument.isEmpty()) {
      throw new ReadingException(
          "<" + name + "> directive requires additional arguments", "say what it depends on");
    }
    boolean negated = argument.startsWith("!");
    String plain = negated ? argument.substring(1).strip() : argument;
    boolean holds =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "ifmodule" -> modules.loaded(plain);
          case "ifdefine" -> variables.defined(plain);
          case "iffile" -> Files.exists(serverRoot.resolve(Words.first(plain).word()));
          default -> version(plain);
        };
    return holds != negated;
  }

  /** mod_version: {@code <IfVersion [[!]operator] version>}. */
  private boolean version(String argument) throws ReadingException {
    Words.First first = Words.first(argument);
    boolean bare = first.rest().isEmpty();
    String operator = bare ? "=" : first.word();
    String operand = bare ? first.word() : Words.first(first.rest()).word();
    if (operand.length() > 1 && operand.startsWith("/") && operand.endsWith("/")) {
      if (!operator.equals("=") && !operator.equals("==")) {
        throw unrecognised(operator);
      }
      return matches(operand.substring(1, operand.length() - 1));
    }
    return switch (operator) {
      case "=", "==" -> compare(operand) == 0;
      case ">" -> compare(operand) > 0;
      case ">=", "=>" -> compare(operand) >= 0;
      case "<" -> compare(operand) < 0;
      case "<=", "=<" -> compare(operand) <= 0;
      case "~" -> matches(operand);
      default -> throw unrecognised(operator);
    };
  }

  private static ReadingException unrecognised(String operator) {
    return new ReadingException(
        "unrecognized operator '" + operator + "'", "use one of = == > >= < <= ~");
  }

  private boolean matches(String regex) throws ReadingException {
    try {
      return Pattern.compile(regex).matcher(version).find();
    } catch (PatternSyntaxException bad) {
      throw new ReadingException(
          "Unable to compile regular expression '" + regex + "'", "correct the expression");
    }
  }

  private int compare(String operand) throws ReadingException {
    String[] wanted = operand.split("\\.", -1);
    String[] ours = version.split("\\.", -1);
    if (wanted.length > 3) {
      throw badVersion(operand);
    }
    for (int i = 0; i < 3; i++) {
      int difference =
          Integer.compare(
              i < ours.length ? number(ours[i]) : 0, i < wanted.length ? number(wanted[i]) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int number(String text) throws ReadingException {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
      throw badVersion(text);
    }
    return Integer.parseInt(text);
  }

  private static ReadingException badVersion(String text) {
    return new ReadingException(
        "unrecognized version '" + text + "'", "write it as major[.minor[.patch]]");
  }
}
