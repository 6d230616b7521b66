package bulla.apacheconf;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes an expression apart. Strings, variables and regular expressions are the parser's affair.
 */
final class ExpressionLexer {
  /** Kinds of tokens. The name is httpd's, for its syntax errors. */
  enum Kind {
    END("$end"),
    TRUE("T_TRUE"),
    FALSE("T_FALSE"),
    AND("T_AND"),
    OR("T_OR"),
    NOT("T_NOT"),
    IN("T_OP_IN"),
    NUMBER("T_DIGIT"),
    NAME("T_ID"),
    UNARY("T_OP_UNARY"),
    BINARY("T_OP_BINARY"),
    STRING_COMPARISON("T_OP_STR_"),
    INTEGER_COMPARISON("T_OP_"),
    MATCH("T_OP_REG"),
    NO_MATCH("T_OP_NRE"),
    STRING_START("T_STR_BEGIN"),
    VARIABLE_START("T_VAR_BEGIN"),
    CAPTURE("T_REGEX_BACKREF"),
    PUNCTUATION(""),
    ERROR("T_ERROR");

    private final String httpdName;

    Kind(String httpdName) {
      this.httpdName = httpdName;
    }
  }

  /**
   * A token.
   *
   * @param text what it says: a name, an operator without its hyphen, a quote
   */
  record Token(Kind kind, String text) {
    /** How httpd's parser calls it. */
    String name() {
      return switch (kind) {
        case PUNCTUATION -> "'" + text + "'";
        case STRING_COMPARISON, INTEGER_COMPARISON -> kind.httpdName + relation();
        default -> kind.httpdName;
      };
    }

    boolean is(String punctuation) {
      return kind == Kind.PUNCTUATION && text.equals(punctuation);
    }

    private String relation() {
      return switch (text) {
        case "=", "==", "eq" -> "EQ";
        case "!=", "ne" -> "NE";
        case "<", "lt" -> "LT";
        case "<=", "le" -> "LE";
        case ">", "gt" -> "GT";
        default -> "GE";
      };
    }
  }

  private static final Set<String> INTEGER_COMPARISONS = Set.of("eq", "ne", "lt", "le", "gt", "ge");

  private final String text;
  private int at;
  private @Nullable Token peeked;
  private int afterPeeked;

  ExpressionLexer(String text) {
    this.text = text;
  }

  /** The next token, without taking it. */
  Token peek() {
    if (peeked == null) {
      int start = at;
      peeked = read();
      afterPeeked = at;
      at = start;
    }
    return peeked;
  }

  /** Takes the next token. */
  Token next() {
    Token token = peek();
    at = afterPeeked;
    peeked = null;
    return token;
  }

  /** The next character, which no token has taken; -1 at the end. */
  int character() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  /** The character after the next. */
  int characterAfter() {
    return at + 1 < text.length() ? text.charAt(at + 1) : -1;
  }

  /** Takes characters. */
  void skip(int count) {
    at += count;
  }

  void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Takes a name, "" if there is none. */
  String name() {
    int start = at;
    if (at < text.length() && letter(text.charAt(at))) {
      while (at < text.length() && nameCharacter(text.charAt(at))) {
        at++;
      }
    }
    return text.substring(start, at);
  }

  private Token read() {
    skipSpace();
    if (at == text.length()) {
      return new Token(Kind.END, "");
    }
    char c = text.charAt(at);
    int after = characterAfter();
    if (letter(c)) {
      return word(name());
    }
    if (digit(c) || (c == '-' && after >= 0 && digit((char) after))) {
      int start = at++;
      while (at < text.length() && digit(text.charAt(at))) {
        at++;
      }
      return new Token(Kind.NUMBER, text.substring(start, at));
    }
    if (c == '-' && after >= 0 && letter((char) after)) {
      at++;
      return hyphenated(name());
    }
    if (c == '$' && after >= 0 && digit((char) after)) {
      return take(2, Kind.CAPTURE, String.valueOf((char) after));
    }
    if (c == '%' && after == '{') {
      return take(2, Kind.VARIABLE_START, "%{");
    }
    return symbol(c, after);
  }

  private Token word(String name) {
    return switch (name) {
      case "true" -> new Token(Kind.TRUE, name);
      case "false" -> new Token(Kind.FALSE, name);
      case "and" -> new Token(Kind.AND, name);
      case "or" -> new Token(Kind.OR, name);
      case "not" -> new Token(Kind.NOT, name);
      case "in" -> new Token(Kind.IN, name);
      default ->
          new Token(INTEGER_COMPARISONS.contains(name) ? Kind.INTEGER_COMPARISON : Kind.NAME, name);
    };
  }

  private static Token hyphenated(String name) {
    if (name.length() == 1) {
      return new Token(Kind.UNARY, name);
    }
    if (name.equals("in")) {
      return new Token(Kind.IN, name);
    }
    return new Token(
        INTEGER_COMPARISONS.contains(name) ? Kind.INTEGER_COMPARISON : Kind.BINARY, name);
  }

  private Token symbol(char c, int after) {
    return switch (c) {
      case '"', '\'' -> take(1, Kind.STRING_START, String.valueOf(c));
      case '(', ')', '{', '}', ',', '.', ':' -> take(1, Kind.PUNCTUATION, String.valueOf(c));
      case '=' ->
          switch (after) {
            case '~' -> take(2, Kind.MATCH, "=~");
            case '=' -> take(2, Kind.STRING_COMPARISON, "==");
            default -> take(1, Kind.STRING_COMPARISON, "=");
          };
      case '!' ->
          switch (after) {
            case '~' -> take(2, Kind.NO_MATCH, "!~");
            case '=' -> take(2, Kind.STRING_COMPARISON, "!=");
            default -> take(1, Kind.NOT, "!");
          };
      case '<', '>' ->
          after == '='
              ? take(2, Kind.STRING_COMPARISON, c + "=")
              : take(1, Kind.STRING_COMPARISON, String.valueOf(c));
      case '&' -> after == '&' ? take(2, Kind.AND, "&&") : unknown(c);
      case '|' -> after == '|' ? take(2, Kind.OR, "||") : unknown(c);
      default -> unknown(c);
    };
  }

  private Token unknown(char c) {
    return take(1, Kind.ERROR, "Parse error near '" + c + "'");
  }

  private Token take(int length, Kind kind, String said) {
    at += length;
    return new Token(kind, said);
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean nameCharacter(char c) {
    return letter(c) || digit(c) || c == '_';
  }
}
