package bulla.apacheconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final Names NAMES =
      new Names() {
        @Override
        public boolean variable(String name) {
          return Set.of("REMOTE_ADDR", "REMOTE_USER", "X", "EMPTY")
              .contains(name.toUpperCase(Locale.ROOT));
        }

        @Override
        public boolean function(String name) {
          return name.equalsIgnoreCase("http");
        }

        @Override
        public boolean listFunction(String name) {
          return name.equalsIgnoreCase("PeerExtList");
        }

        @Override
        public boolean operator(String letter) {
          return letter.equals("U");
        }
      };

  private static final Evaluation EVALUATION =
      new Evaluation() {
        @Override
        public String variable(String name) {
          return switch (name) {
            case "SSL_CLIENT_S_DN_O" -> "Big Partner Foo SA";
            case "REMOTE_ADDR" -> "10.1.2.3";
            case "X", "x" -> "value";
            default -> "";
          };
        }

        @Override
        public String function(String name, String argument) {
          return "<" + argument + ">";
        }

        @Override
        public List<String> list(String name, String argument) {
          return List.of("one", argument);
        }

        @Override
        public boolean operator(String letter, String argument) {
          return argument.equals("/open");
        }
      };

  private static boolean test(String text) throws ExpressionException {
    return Expression.parse(text, Expression.Options.of(NAMES)).test(EVALUATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '\u00a7',
      value = {
        "true ¦ true",
        "false ¦ false",
        "not false ¦ true",
        "! true || true ¦ true",
        "true or false and false ¦ true",
        "(true or false) and false ¦ false",
        "true && ! ( false || true ) ¦ false",
        "%{SSL_CLIENT_S_DN_O} == \"Big Partner Foo SA\" ¦ true",
        "%{SSL_CLIENT_S_DN_O} == 'Nope' ¦ false",
        "%{SSL_CLIENT_S_DN_O} eq \"Nope\" ¦ true",
        "%{SSL_NOSUCHVAR} eq 'x' ¦ true",
        "%{ssl_client_s_dn_o} == '' ¦ true",
        "! %{X} == 'value' ¦ false",
        "%{X} = 'value' ¦ true",
        "%{X} != 'value' ¦ false",
        "'10' < '9' ¦ true",
        "'10' lt '9' ¦ false",
        "10 -gt 9 ¦ true",
        "-5 lt 0 ¦ true",
        "'12abc' eq 12 ¦ true",
        "9223372036854775807 eq 99999999999999999999 ¦ true",
        "'a' <= 'a' && 'b' >= 'a' && 'a' < 'b' && 'b' > 'a' ¦ true",
        "'B' < 'a' ¦ true",
        "'z' < 'é' ¦ true",
        "'x%{X}y' == 'xvaluey' ¦ true",
        "'a' . \"b\" . 1 == 'ab1' ¦ true",
        "'50%' == \"50\\%\" ¦ true",
        "'$' == \"\\$\" ¦ true",
        "'\\x41\\102\\t' == \"AB\\t\" ¦ true",
        "%{http:A%{X}} == '<Avalue>' ¦ true",
        "http('Referer') == '<Referer>' ¦ true",
        "tolower('ABC') == 'abc' && toUpper('abc') == 'ABC' ¦ true",
        "md5('a') == '0cc175b9c0f1b6a831c399e269772661' ¦ true",
        "base64('Ma') == 'TWE=' && unbase64('TWE=') == 'Ma' ¦ true",
        "escape('a b') == 'a%20b' && unescape('a%20b') == 'a b' ¦ true",
        "%{X} =~ /^VAL/ ¦ false",
        "%{X} =~ /^VAL/i ¦ true",
        "%{X} !~ m#^x# ¦ true",
        "%{X} =~ m/^v(a)(l)/ && $1 == 'a' && '$2$0' == 'lval' ¦ true",
        "'ab' =~ /(a)/ && 'b' =~ /b/ && $1 == 'a' ¦ true",
        "('ab' =~ /(a)/ && 'b' =~ /(x)/) || $1 == '' ¦ true",
        "%{X} in { 'a', 'value' } ¦ true",
        "%{X} -in {'a'} ¦ false",
        "'1.2' in PeerExtList('1.2') ¦ true",
        "-n %{X} && -z %{EMPTY} ¦ true",
        "-T 'yes' && ! -T 'Off' && ! -T '0' && ! -T %{EMPTY} ¦ true",
        "-R '10.0.0.0/8' ¦ true",
        "-R '10.2' ¦ false",
        "%{REMOTE_ADDR} -ipmatch '10.1' ¦ true",
        "'2001:db8::1' -ipmatch '2001:db8::/32' ¦ true",
        "'no address' -ipmatch '0.0.0.0/0' ¦ false",
        "'a/b.txt' -strmatch '*.t?t' ¦ true",
        "'A.TXT' -strmatch '*.txt' ¦ false",
        "'A.TXT' -StrCMatch '*.txt' ¦ true",
        "'a/b' -fnmatch '*' ¦ false",
        "-d '/' && -e '/' && ! -f '/' ¦ true",
        "-U '/open' ¦ true",
      })
  void conditionsAreTrueOrFalseAsInHttpd(String text, boolean expected) throws Exception {
    assertThat(test(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '\u00a7',
      value = {
        "§§ ¦ syntax error, unexpected $end",
        "%{X} == ¦ syntax error, unexpected $end",
        "%{NOSUCH} == 'a' ¦ Variable 'NOSUCH' does not exist",
        "nosuch('a') == 'a' ¦ Function 'nosuch' does not exist",
        "'a' in nosuch('a') ¦ List-returning function 'nosuch' does not exist",
        "-q 'a' ¦ Unary operator '-q' does not exist",
        "'a' -qq 'a' ¦ Binary operator '-qq' does not exist",
        "%{X} =~ /(/ ¦ Failed to compile regular expression",
        "%{SSL CLIENT} == 'a' ¦ syntax error, unexpected T_ERROR, expecting T_VAR_END or ':':"
            + " Invalid character in variable name ' '",
        "%{X} == 'a ¦ syntax error, unexpected T_ERROR, expecting T_STR_END: Unterminated string",
        "'\\777' == 'a' ¦ syntax error, unexpected T_ERROR: Bad character escape sequence",
        "%{X} ~ 'a' ¦ syntax error, unexpected T_ERROR: Parse error near '~'",
        "true true ¦ syntax error, unexpected T_TRUE, expecting $end",
        "(true ¦ syntax error, unexpected $end, expecting T_AND or T_OR or ')'",
        "\"Foo\" ¦ syntax error, unexpected $end",
        "bare == 'a' ¦ syntax error, unexpected T_OP_STR_EQ, expecting '('",
        "-R %{X} ¦ -R requires subnet/netmask as constant argument",
        "%{X} -ipmatch 'x' ¦ subnet/netmask 'x' is invalid",
        "! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! ! true ¦ Recursion limit reached",
      })
  void whatCannotBeReadIsRefusedInHttpdsWords(String text, String message) {
    assertThatThrownBy(() -> test(text)).hasMessage(message);
  }

  @Test
  void theQuotesAroundARequirementAreCutWhateverIsBetweenThem() throws Exception {
    Expression.Options options = Expression.Options.of(NAMES);
    assertThat(Expression.parseRequirement("\"%{X} == 'value'\"", options).test(EVALUATION))
        .isTrue();
    assertThat(Expression.parseRequirement("%{X} == \"value\"", options).test(EVALUATION)).isTrue();
    assertThatThrownBy(() -> Expression.parseRequirement("\"Foo\" == \"Foo\"", options))
        .isInstanceOf(ExpressionException.class);
  }

  @Test
  void sslRequireComparesLengthsFirst() throws Exception {
    Expression.Options options = new Expression.Options(true, true, NAMES);
    assertThat(Expression.parse("%{SSL_CLIENT_S_DN_O} eq \"Nope\"", options).test(EVALUATION))
        .isFalse();
    assertThat(Expression.parse("'10' > '9'", options).test(EVALUATION)).isTrue();
    assertThat(Expression.parse("'b' lt 'aa'", options).test(EVALUATION)).isTrue();
    assertThatThrownBy(() -> Expression.parse("file('/etc/passwd') == ''", options))
        .hasMessage("file not available in restricted context");
    assertThatThrownBy(() -> Expression.parse("-f '/etc/passwd'", options))
        .hasMessage("-f not available in restricted context");
  }

  @Test
  void aRegularExpressionThatNeverEndsIsStopped() throws Exception {
    Expression expression =
        Expression.parse(
            "%{http:" + "a".repeat(40) + "} =~ /^<(a|aa)+\\1x/", Expression.Options.of(NAMES));
    ExpressionException stopped =
        catchThrowableOfType(ExpressionException.class, () -> expression.test(EVALUATION));
    assertThat(stopped.text()).isEqualTo("regular expression takes too long");
  }

  @Test
  void regularExpressionsAreReadAsPcreReadsThem() throws Exception {
    assertThat(test("'a\\n' =~ /a$/")).isFalse();
    assertThat(test("'a\\nb' =~ /a.b/")).isTrue();
    assertThat(test("'[' =~ /^[[a]$/ && ']' =~ /^[]a]$/ && '&' =~ /^[a&&b]$/")).isTrue();
    assertThat(test("'a{' =~ /^a{$/ && 'aa' =~ /^a{2}$/ && 'x' =~ /^[[:alpha:]]$/")).isTrue();
  }

  @Test
  void stringsAreFilledIn() throws Exception {
    StringExpression text =
        StringExpression.parse("it is %{X} at %{http:Host}, 100% $", Expression.Options.of(NAMES));
    assertThat(text.evaluate(EVALUATION, new Captures()))
        .isEqualTo("it is value at <Host>, 100% $");
    assertThat(text.constant()).isFalse();
  }

  @Test
  void theVariablesOfAnExpressionAreKnown() throws Exception {
    Expression expression =
        Expression.parse("-n %{remote_user} && 'a%{X}' == 'b'", Expression.Options.of(NAMES));
    assertThat(expression.variables()).containsExactlyInAnyOrder("REMOTE_USER", "X");
    assertThat(expression.mentions("REMOTE_USER")).isTrue();
  }
}
