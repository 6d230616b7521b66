package bulla.apacheconf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
  @ParameterizedTest
  @CsvSource({
    "*.conf,a.conf,true",
    "*.conf,.conf,false",
    ".*,.conf,true",
    "a*b*c,aXbXbc,true",
    "a*b*c,aXbXb,false",
    "?,a,true",
    "?,/,false",
    "*,a/b,false",
    "[a-c]x,bx,true",
    "[!a-c]x,bx,false",
    "[!a-c]x,dx,true",
    "\\*,*,true",
    "\\*,a,false",
    "'','',true",
  })
  void patternsMatchAsAShellDoes(String pattern, String name, boolean matches) {
    assertThat(Wildcard.matches(pattern, name, true)).isEqualTo(matches);
  }
}
