package bulla.apacheconf;

import java.util.Locale;
import java.util.Set;

/**
 * A condition of httpd's expression language, parsed: {@code %{SSL_CLIENT_S_DN_O} == "Foo SA"}.
 * Immutable, shared by all requests.
 */
public final class Expression {
  private final String text;
  private final Condition condition;
  private final Set<String> variables;

  private Expression(String text, Condition condition) {
    this.text = text;
    this.condition = condition;
    this.variables = UsedVariables.of(condition);
  }

  /**
   * How an expression is read.
   *
   * @param sslRequire whether it is SSLRequire's: comparisons look at the length first
   * @param restricted whether what reads files is refused, as in .htaccess
   * @param names the server's names
   */
  public record Options(boolean sslRequire, boolean restricted, Names names) {
    /** An expression of a server's configuration. */
    public static Options of(Names names) {
      return new Options(false, false, names);
    }
  }

  /**
   * Parses a condition.
   *
   * @throws ExpressionException with httpd's text
   */
  public static Expression parse(String text, Options options) throws ExpressionException {
    return new Expression(text, ExpressionParser.parse(text, options));
  }

  /**
   * Parses what follows {@code Require expr}: the raw rest of the line. If it begins and ends with
   * a double quote, the two are cut off, whatever stands between them.
   *
   * @throws ExpressionException with httpd's text
   */
  public static Expression parseRequirement(String rest, Options options)
      throws ExpressionException {
    boolean quoted = rest.length() > 1 && rest.startsWith("\"") && rest.endsWith("\"");
    return parse(quoted ? rest.substring(1, rest.length() - 1) : rest, options);
  }

  /** The condition as it was written. */
  public String text() {
    return text;
  }

  /** The names of all variables that it looks at, in upper case. */
  public Set<String> variables() {
    return variables;
  }

  /** Whether it looks at a variable. */
  public boolean mentions(String variable) {
    return variables.contains(variable.toUpperCase(Locale.ROOT));
  }

  /**
   * Whether the condition holds.
   *
   * @throws ExpressionException if that cannot be told; nothing may be granted then
   */
  public boolean test(Evaluation evaluation) throws ExpressionException {
    return test(evaluation, new Captures());
  }

  /** Whether the condition holds; what it matches is left in {@code captures}. */
  public boolean test(Evaluation evaluation, Captures captures) throws ExpressionException {
    return new Evaluator(evaluation, captures).test(condition);
  }
}
