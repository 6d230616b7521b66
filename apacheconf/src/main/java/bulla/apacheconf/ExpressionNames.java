package bulla.apacheconf;

import java.util.Locale;

/** Which names an expression may use: the language's own, and the server's. */
final class ExpressionNames {
  private static final String FILE_TESTS = "defsLh";

  private final Names server;
  private final boolean restricted;

  ExpressionNames(Names server, boolean restricted) {
    this.server = server;
    this.restricted = restricted;
  }

  /** A variable's name; names that begin with SSL_ are all known, as in httpd. */
  String variable(String name) throws ExpressionException {
    if (name.regionMatches(true, 0, "SSL_", 0, 4) || server.variable(name)) {
      return name;
    }
    throw new ExpressionException("Variable '" + name + "' does not exist");
  }

  /** A function's name. */
  String function(String name, Word argument) throws ExpressionException {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean reads = lower.equals("file") || lower.equals("filesize");
    if (reads && restricted) {
      throw new ExpressionException(lower + " not available in restricted context");
    }
    if (reads || StringFunctions.has(lower) || server.function(name)) {
      return name;
    }
    throw new ExpressionException("Function '" + name + "' does not exist");
  }

  /** A list function's name. */
  String list(String name) throws ExpressionException {
    if (server.listFunction(name)) {
      return name;
    }
    throw new ExpressionException("List-returning function '" + name + "' does not exist");
  }

  /** Looks at a unary operator and its operand. */
  void unary(String operator, Word operand) throws ExpressionException {
    if (operator.equals("R")) {
      subnet("-R", operand);
      return;
    }
    boolean test = FILE_TESTS.contains(operator);
    if (test && restricted) {
      throw new ExpressionException("-" + operator + " not available in restricted context");
    }
    if (!test && !"nzT".contains(operator) && !server.operator(operator)) {
      throw new ExpressionException("Unary operator '-" + operator + "' does not exist");
    }
  }

  /** Reads the operand of an operator that takes a subnet. */
  static Subnet subnet(String operator, Word operand) throws ExpressionException {
    if (!(operand instanceof Word.Literal literal)) {
      throw new ExpressionException(operator + " requires subnet/netmask as constant argument");
    }
    Subnet subnet = Subnet.parse(literal.text());
    if (subnet == null) {
      throw new ExpressionException("subnet/netmask '" + literal.text() + "' is invalid");
    }
    return subnet;
  }
}
