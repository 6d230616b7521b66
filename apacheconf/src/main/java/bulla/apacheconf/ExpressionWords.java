package bulla.apacheconf;

import bulla.apacheconf.ExpressionLexer.Kind;
import bulla.apacheconf.ExpressionLexer.Token;
import java.util.ArrayList;
import java.util.List;

/** Parses the parts of an expression that give strings. */
final class ExpressionWords {
  /** The end of a string expression, which has no quote. */
  static final int NO_QUOTE = -1;

  private static final int LONGEST_STRING = 8192;

  private final ExpressionLexer lexer;
  private final ExpressionNames names;
  private int depth;

  ExpressionWords(ExpressionLexer lexer, ExpressionNames names) {
    this.lexer = lexer;
    this.names = names;
  }

  /** Takes a word with all that is joined to it by periods. */
  Word word() throws ExpressionException {
    List<Word> parts = new ArrayList<>();
    parts.add(single());
    while (lexer.peek().is(".")) {
      lexer.next();
      parts.add(single());
    }
    return Word.joined(parts);
  }

  /** Takes a function's argument with its parentheses. */
  Word argument() throws ExpressionException {
    Token open = lexer.next();
    if (!open.is("(")) {
      throw unexpected(open, "'('");
    }
    Word argument = word();
    Token close = lexer.next();
    if (!close.is(")")) {
      throw unexpected(close, "'.' or ')'");
    }
    return argument;
  }

  private Word single() throws ExpressionException {
    deeper();
    Token token = lexer.next();
    Word word =
        switch (token.kind()) {
          case NUMBER -> new Word.Literal(token.text());
          case STRING_START -> text(token.text().charAt(0));
          case VARIABLE_START -> variable();
          case CAPTURE -> new Word.Capture(token.text().charAt(0) - '0');
          case NAME -> {
            // httpd reads the parenthesis before it looks the function up.
            Word argument = argument();
            yield new Word.Call(names.function(token.text(), argument), argument);
          }
          default -> throw unexpected(token, "");
        };
    depth--;
    return word;
  }

  private void deeper() throws ExpressionException {
    if (++depth > ExpressionParser.DEEPEST) {
      throw new ExpressionException("Recursion limit reached");
    }
  }

  /** Takes the inside of a string up to its quote, or to the end where there is none. */
  Word text(int quote) throws ExpressionException {
    Pieces pieces = new Pieces();
    int c = lexer.character();
    while (c != quote) {
      if (c < 0 || c == '\n') {
        throw broken("T_STR_END", "Unterminated string");
      }
      if (c == '\\') {
        pieces.literal(escape());
      } else {
        piece(c, pieces);
      }
      c = lexer.character();
    }
    lexer.skip(quote == NO_QUOTE ? 0 : 1);
    return pieces.word();
  }

  /** Takes a variable or a function call, whose opening has been taken, to its closing brace. */
  private Word variable() throws ExpressionException {
    deeper();
    String name = lexer.name();
    int c = lexer.character();
    if (c != '}' && (c != ':' || name.isEmpty())) {
      String expected = name.isEmpty() ? "T_ID" : "T_VAR_END or ':'";
      throw c < 0
          ? new ExpressionException("syntax error, unexpected $end, expecting " + expected)
          : broken(expected, "Invalid character in variable name '" + (char) c + "'");
    }
    if (name.isEmpty()) {
      throw new ExpressionException("syntax error, unexpected T_VAR_END, expecting T_ID");
    }
    lexer.skip(1);
    Word word = c == '}' ? new Word.Variable(names.variable(name)) : call(name);
    depth--;
    return word;
  }

  private Word call(String name) throws ExpressionException {
    Pieces pieces = new Pieces();
    int c = lexer.character();
    while (c != '}') {
      if (c < 0 || c == '\n') {
        throw broken("", "Unterminated variable or function argument");
      }
      piece(c, pieces);
      c = lexer.character();
    }
    lexer.skip(1);
    Word argument = pieces.word();
    return new Word.Call(names.function(name, argument), argument);
  }

  private void piece(int c, Pieces pieces) throws ExpressionException {
    int after = lexer.characterAfter();
    if (c == '%' && after == '{') {
      lexer.skip(2);
      pieces.add(variable());
    } else if (c == '$' && after >= '0' && after <= '9') {
      lexer.skip(2);
      pieces.add(new Word.Capture(after - '0'));
    } else {
      lexer.skip(1);
      pieces.literal((char) c);
    }
  }

  private char escape() throws ExpressionException {
    int c = lexer.characterAfter();
    if (c < 0 || c == '\n') {
      throw broken("T_STR_END", "Unterminated string");
    }
    if (c >= '0' && c <= '7') {
      return octal();
    }
    lexer.skip(2);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'x' -> hexadecimal();
      default -> (char) c;
    };
  }

  private char octal() throws ExpressionException {
    lexer.skip(1);
    int value = 0;
    for (int i = 0; i < 3 && lexer.character() >= '0' && lexer.character() <= '7'; i++) {
      value = value * 8 + lexer.character() - '0';
      lexer.skip(1);
    }
    if (value > 0xff) {
      throw broken("", "Bad character escape sequence");
    }
    return (char) value;
  }

  private char hexadecimal() {
    int high = Character.digit((char) Math.max(0, lexer.character()), 16);
    int low = Character.digit((char) Math.max(0, lexer.characterAfter()), 16);
    if (high < 0 || low < 0) {
      return 'x';
    }
    lexer.skip(2);
    return (char) (high * 16 + low);
  }

  /** The parser's words for a token that does not fit. */
  static ExpressionException unexpected(Token token, String expected) {
    return token.kind() == Kind.ERROR
        ? broken(expected, token.text())
        : new ExpressionException("syntax error, unexpected " + token.name() + expecting(expected));
  }

  /** The parser's words for characters that are no token. */
  static ExpressionException broken(String expected, String why) {
    return new ExpressionException(
        "syntax error, unexpected T_ERROR" + expecting(expected) + ": " + why);
  }

  private static String expecting(String expected) {
    return expected.isEmpty() ? "" : ", expecting " + expected;
  }

  /** Collects literal text and other words in order. */
  private static final class Pieces {
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    void literal(char c) throws ExpressionException {
      if (literal.length() >= LONGEST_STRING) {
        throw broken("", "String too long");
      }
      literal.append(c);
    }

    void add(Word word) {
      flush();
      words.add(word);
    }

    Word word() {
      flush();
      return Word.joined(words);
    }

    private void flush() {
      if (!literal.isEmpty()) {
        words.add(new Word.Literal(literal.toString()));
        literal.setLength(0);
      }
    }
  }
}
