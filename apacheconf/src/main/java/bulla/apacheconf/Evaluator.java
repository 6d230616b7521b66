package bulla.apacheconf;

import bulla.apacheconf.Condition.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Evaluates one expression once. */
final class Evaluator {
  private static final Set<String> FALSE_WORDS = Set.of("", "0", "off", "false", "no");
  private static final int LARGEST_FILE = 10 << 20;

  private final Evaluation evaluation;
  private final Captures captures;

  Evaluator(Evaluation evaluation, Captures captures) {
    this.evaluation = evaluation;
    this.captures = captures;
  }

  boolean test(Condition condition) throws ExpressionException {
    return switch (condition) {
      case Condition.Constant constant -> constant.value();
      case Condition.Not not -> !test(not.operand());
      case Condition.All all -> {
        for (Condition operand : all.operands()) {
          if (!test(operand)) {
            yield false;
          }
        }
        yield true;
      }
      case Condition.Any any -> {
        for (Condition operand : any.operands()) {
          if (test(operand)) {
            yield true;
          }
        }
        yield false;
      }
      case Condition.Unary unary -> unary(unary.operator(), text(unary.operand()));
      case Condition.Pattern pattern -> pattern(pattern);
      case Condition.InSubnet subnet -> subnet.subnet().contains(text(subnet.address()));
      case Condition.Comparison comparison ->
          comparison
              .relation()
              .holds(
                  difference(
                      comparison.order(), text(comparison.left()), text(comparison.right())));
      case Condition.Matches matches -> matches.regex().find(text(matches.text()), captures);
      case Condition.In in -> {
        String wanted = text(in.word());
        for (Word word : in.list()) {
          if (text(word).equals(wanted)) {
            yield true;
          }
        }
        yield false;
      }
      case Condition.InList list -> {
        String wanted = text(list.word());
        yield evaluation.list(list.function(), text(list.argument())).contains(wanted);
      }
    };
  }

  String text(Word word) throws ExpressionException {
    return switch (word) {
      case Word.Literal literal -> literal.text();
      case Word.Variable variable -> evaluation.variable(variable.name());
      case Word.Capture capture -> captures.group(capture.group());
      case Word.Call call -> call(call.name(), text(call.argument()));
      case Word.Concatenation joined -> {
        StringBuilder text = new StringBuilder();
        for (Word part : joined.parts()) {
          text.append(text(part));
        }
        yield text.toString();
      }
    };
  }

  private String call(String name, String argument) throws ExpressionException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (StringFunctions.has(lower)) {
      return StringFunctions.call(lower, argument);
    }
    return switch (lower) {
      case "file" -> file(argument);
      case "filesize" -> fileSize(argument);
      default -> evaluation.function(name, argument);
    };
  }

  private boolean unary(String operator, String operand) throws ExpressionException {
    return switch (operator) {
      case "n" -> !operand.isEmpty();
      case "z" -> operand.isEmpty();
      case "T" -> !FALSE_WORDS.contains(operand.toLowerCase(Locale.ROOT));
      case "R" -> {
        Subnet subnet = Subnet.parse(operand);
        yield subnet != null && subnet.contains(evaluation.variable("REMOTE_ADDR"));
      }
      case "d", "e", "f", "s", "L", "h" -> fileTest(operator, operand);
      default -> evaluation.operator(operator, operand);
    };
  }

  private static boolean fileTest(String operator, String operand) {
    try {
      Path path = Path.of(operand);
      return switch (operator) {
        case "d" -> Files.isDirectory(path);
        case "e" -> Files.exists(path);
        case "f" -> Files.isRegularFile(path);
        case "s" -> Files.isRegularFile(path) && Files.size(path) > 0;
        default -> Files.isSymbolicLink(path);
      };
    } catch (InvalidPathException | IOException none) {
      return false;
    }
  }

  private static String file(String name) throws ExpressionException {
    try {
      Path path = Path.of(name);
      if (Files.isRegularFile(path) && Files.size(path) <= LARGEST_FILE) {
        return Files.readString(path, StandardCharsets.ISO_8859_1);
      }
      throw new ExpressionException("File " + name + " too large");
    } catch (InvalidPathException | IOException unreadable) {
      throw new ExpressionException("Cannot open file " + name);
    }
  }

  private static String fileSize(String name) {
    try {
      return String.valueOf(Files.size(Path.of(name)));
    } catch (InvalidPathException | IOException none) {
      return "0";
    }
  }

  private boolean pattern(Condition.Pattern pattern) throws ExpressionException {
    String text = text(pattern.text());
    String wanted = text(pattern.pattern());
    return switch (pattern.operator()) {
      case "fnmatch" -> Wildcard.matches(wanted, text, true);
      case "strcmatch" ->
          Wildcard.matchesAny(wanted.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
      default -> Wildcard.matchesAny(wanted, text);
    };
  }

  private static int difference(Order order, String left, String right) {
    return switch (order) {
      case INTEGER -> Long.compare(integer(left), integer(right));
      case STRING -> bytewise(left, right);
      case LENGTH_FIRST -> {
        int lengths =
            Integer.compare(
                left.getBytes(StandardCharsets.UTF_8).length,
                right.getBytes(StandardCharsets.UTF_8).length);
        yield lengths != 0 ? lengths : bytewise(left, right);
      }
    };
  }

  private static int bytewise(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /** The number that a text begins with, 0 if with none; what does not fit is the nearest. */
  private static long integer(String text) {
    int at = 0;
    while (at < text.length() && " \t\n\r\f\u000b".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at++) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }
}
