package bulla.apacheconf;

/**
 * A text in which {@code %{NAME}}, {@code %{function:argument}} and {@code $0} to {@code $9} stand.
 * Immutable.
 */
public final class StringExpression {
  private final String text;
  private final Word word;

  private StringExpression(String text, Word word) {
    this.text = text;
    this.word = word;
  }

  /**
   * Parses a text.
   *
   * @throws ExpressionException with httpd's text
   */
  public static StringExpression parse(String text, Expression.Options options)
      throws ExpressionException {
    return new StringExpression(text, ExpressionParser.parseString(text, options));
  }

  /** The text as it was written. */
  public String text() {
    return text;
  }

  /** What the text becomes. */
  public String evaluate(Evaluation evaluation, Captures captures) throws ExpressionException {
    return new Evaluator(evaluation, captures).text(word);
  }

  /** Whether it is always the same. */
  public boolean constant() {
    return word instanceof Word.Literal;
  }
}
