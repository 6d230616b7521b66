package bulla.apacheconf;

import bulla.apacheconf.Condition.Order;
import bulla.apacheconf.Condition.Relation;
import bulla.apacheconf.ExpressionLexer.Kind;
import bulla.apacheconf.ExpressionLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses httpd's expressions (ap_expr). Precedence from low to high: or, and, not, concatenation.
 *
 * <pre>
 * expr := true | false | (not|!) expr | expr (or|"||") expr | expr (and|"&&") expr | "(" expr ")"
 *       | -X word | word -name word | comp
 * comp := word (== | = | != | < | <= | > | >=) word
 *       | word (-eq|eq|-ne|ne|-lt|lt|-le|le|-gt|gt|-ge|ge) word
 *       | word (=~ | !~) regex
 *       | word (in | -in) ( "{" word {"," word} "}" | name "(" word ")" )
 * word := digits | string | variable | capture | word "." word | name "(" word ")"
 * </pre>
 */
final class ExpressionParser {
  /** httpd's limit for nesting; it also bounds our stack. */
  static final int DEEPEST = 20;

  private static final String REGEX_DELIMITERS = "/#$%^|?!'\",;:._-";

  private final ExpressionLexer lexer;
  private final ExpressionWords words;
  private final ExpressionNames names;
  private final boolean sslRequire;
  private int depth;

  private ExpressionParser(String text, Expression.Options options) {
    this.lexer = new ExpressionLexer(text);
    this.names = new ExpressionNames(options.names(), options.restricted());
    this.words = new ExpressionWords(lexer, names);
    this.sslRequire = options.sslRequire();
  }

  static Condition parse(String text, Expression.Options options) throws ExpressionException {
    ExpressionParser parser = new ExpressionParser(text, options);
    Condition condition = parser.any();
    Token token = parser.lexer.peek();
    if (token.kind() != Kind.END) {
      throw ExpressionWords.unexpected(token, "$end");
    }
    return condition;
  }

  /** A string expression: text in which variables, functions and captures stand. */
  static Word parseString(String text, Expression.Options options) throws ExpressionException {
    ExpressionLexer lexer = new ExpressionLexer(text);
    ExpressionNames names = new ExpressionNames(options.names(), options.restricted());
    return new ExpressionWords(lexer, names).text(ExpressionWords.NO_QUOTE);
  }

  private Condition any() throws ExpressionException {
    List<Condition> operands = new ArrayList<>();
    operands.add(all());
    while (lexer.peek().kind() == Kind.OR) {
      lexer.next();
      operands.add(all());
    }
    return operands.size() == 1 ? operands.getFirst() : new Condition.Any(List.copyOf(operands));
  }

  private Condition all() throws ExpressionException {
    List<Condition> operands = new ArrayList<>();
    operands.add(one());
    while (lexer.peek().kind() == Kind.AND) {
      lexer.next();
      operands.add(one());
    }
    return operands.size() == 1 ? operands.getFirst() : new Condition.All(List.copyOf(operands));
  }

  private Condition one() throws ExpressionException {
    if (++depth > DEEPEST) {
      throw new ExpressionException("Recursion limit reached");
    }
    Token token = lexer.peek();
    Condition condition =
        switch (token.kind()) {
          case TRUE, FALSE -> new Condition.Constant(lexer.next().kind() == Kind.TRUE);
          case NOT -> {
            lexer.next();
            yield new Condition.Not(one());
          }
          case UNARY -> {
            String operator = lexer.next().text();
            Word operand = words.word();
            names.unary(operator, operand);
            yield new Condition.Unary(operator, operand);
          }
          default -> token.is("(") ? parenthesised() : comparison();
        };
    depth--;
    return condition;
  }

  private Condition parenthesised() throws ExpressionException {
    lexer.next();
    Condition inner = any();
    Token close = lexer.next();
    if (!close.is(")")) {
      throw ExpressionWords.unexpected(close, "T_AND or T_OR or ')'");
    }
    return inner;
  }

  private Condition comparison() throws ExpressionException {
    Word left = words.word();
    Token operator = lexer.next();
    return switch (operator.kind()) {
      case STRING_COMPARISON, INTEGER_COMPARISON ->
          new Condition.Comparison(relation(operator), order(operator), left, words.word());
      case MATCH -> new Condition.Matches(left, regex());
      case NO_MATCH -> new Condition.Not(new Condition.Matches(left, regex()));
      case IN -> in(left);
      case BINARY -> binary(operator.text(), left);
      default -> throw ExpressionWords.unexpected(operator, "");
    };
  }

  private static Relation relation(Token operator) {
    return switch (operator.text()) {
      case "=", "==", "eq" -> Relation.EQUAL;
      case "!=", "ne" -> Relation.NOT_EQUAL;
      case "<", "lt" -> Relation.LESS;
      case "<=", "le" -> Relation.LESS_OR_EQUAL;
      case ">", "gt" -> Relation.GREATER;
      default -> Relation.GREATER_OR_EQUAL;
    };
  }

  private Order order(Token operator) {
    if (sslRequire) {
      return Order.LENGTH_FIRST;
    }
    return operator.kind() == Kind.INTEGER_COMPARISON ? Order.INTEGER : Order.STRING;
  }

  private Condition binary(String operator, Word left) throws ExpressionException {
    String name = operator.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "ipmatch" ->
          new Condition.InSubnet(left, ExpressionNames.subnet("-ipmatch", words.word()));
      case "fnmatch", "strmatch", "strcmatch" -> new Condition.Pattern(name, left, words.word());
      default ->
          throw new ExpressionException("Binary operator '-" + operator + "' does not exist");
    };
  }

  private Condition in(Word word) throws ExpressionException {
    Token token = lexer.next();
    if (token.kind() == Kind.NAME) {
      return new Condition.InList(word, names.list(token.text()), words.argument());
    }
    if (!token.is("{")) {
      throw ExpressionWords.unexpected(token, "T_ID or '{'");
    }
    List<Word> list = new ArrayList<>();
    Token after;
    do {
      list.add(words.word());
      after = lexer.next();
    } while (after.is(","));
    if (!after.is("}")) {
      throw ExpressionWords.unexpected(after, "'.' or '}' or ','");
    }
    return new Condition.In(word, List.copyOf(list));
  }

  private Regex regex() throws ExpressionException {
    lexer.skipSpace();
    int delimiter = lexer.character();
    if (delimiter == 'm'
        && lexer.characterAfter() >= 0
        && REGEX_DELIMITERS.indexOf(lexer.characterAfter()) >= 0) {
      lexer.skip(1);
      delimiter = lexer.character();
    } else if (delimiter != '/') {
      throw ExpressionWords.unexpected(lexer.peek(), "T_REGEX or T_REGEX_I");
    }
    lexer.skip(1);
    StringBuilder source = new StringBuilder();
    while (lexer.character() != delimiter) {
      if (lexer.character() < 0 || lexer.character() == '\n') {
        throw ExpressionWords.broken("T_REGEX or T_REGEX_I", "Unterminated regex");
      }
      source.append((char) lexer.character());
      lexer.skip(1);
    }
    lexer.skip(1);
    boolean ignoreCase = lexer.character() == 'i';
    if (ignoreCase) {
      lexer.skip(1);
    }
    return Regex.compile(source.toString(), ignoreCase);
  }
}
