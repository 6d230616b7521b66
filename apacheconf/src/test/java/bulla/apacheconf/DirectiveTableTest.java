package bulla.apacheconf;

import static bulla.apacheconf.DirectiveDeclaration.Scope.DIRECTORY;
import static bulla.apacheconf.DirectiveDeclaration.Scope.HTACCESS;
import static bulla.apacheconf.DirectiveDeclaration.Scope.SERVER;
import static bulla.apacheconf.DirectiveDeclaration.Scope.VIRTUAL_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectiveTableTest {
  private static final Position AT = new Position("/c.conf", 7);

  private final DirectiveTable table = DirectiveTable.of(declarations());

  private static List<DirectiveDeclaration> declarations() {
    List<DirectiveDeclaration> all = new ArrayList<>();
    Set<Scope> server = EnumSet.of(SERVER, VIRTUAL_HOST);
    for (Arguments arguments : Arguments.values()) {
      if (arguments != Arguments.SECTION && arguments != Arguments.BARE_SECTION) {
        all.add(
            DirectiveDeclaration.directive(
                "X" + arguments, arguments, server, null, "HELP", "core"));
      }
    }
    all.add(section("<VirtualHost", Arguments.SECTION, EnumSet.of(SERVER), VIRTUAL_HOST));
    all.add(section("<Directory", Arguments.SECTION, server, DIRECTORY));
    all.add(section("<Location", Arguments.SECTION, server, DIRECTORY));
    all.add(section("<RequireAny", Arguments.BARE_SECTION, EnumSet.of(DIRECTORY, HTACCESS), null));
    all.add(
        DirectiveDeclaration.directive(
            "SSLVerifyClient",
            Arguments.ONE,
            EnumSet.allOf(Scope.class),
            OverrideGroup.AUTH_CONFIG,
            "",
            "mod_ssl"));
    all.add(
        DirectiveDeclaration.directive(
            "SSLRequireSSL",
            Arguments.NONE,
            EnumSet.of(DIRECTORY, HTACCESS),
            OverrideGroup.AUTH_CONFIG,
            "",
            "mod_ssl"));
    all.add(
        DirectiveDeclaration.directive(
            "SSLStaplingCache", Arguments.ONE, EnumSet.of(SERVER), null, "", "mod_ssl"));
    return all;
  }

  private static DirectiveDeclaration section(
      String name, Arguments arguments, Set<Scope> scopes, @Nullable Scope inside) {
    return new DirectiveDeclaration(name, arguments, scopes, null, inside, "", "core");
  }

  private static Node.Directive directive(String line) {
    Words.First first = Words.first(line);
    return new Node.Directive(first.word(), Words.split(first.rest()), first.rest(), AT);
  }

  private static Node.Section section(String name, String argument, Node... children) {
    return new Node.Section(name, Words.split(argument), argument, List.of(children), AT);
  }

  private List<String> errors(Node node) {
    return table.check(List.of(node), Place.SERVER).stream()
        .map(ConfigurationError::message)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "ok",
      value = {
        "XNONE|ok",
        "XNONE a|XNONE takes no arguments",
        "XFLAG On|ok",
        "XFLAG oFF|ok",
        "XFLAG yes|XFLAG must be On or Off",
        "XFLAG|XFLAG must be On or Off",
        "XONE a|ok",
        "XONE|XONE takes one argument, HELP",
        "XONE \"\"|XONE takes one argument, HELP",
        "XONE a b|XONE takes one argument, HELP",
        "XTWO a|XTWO takes two arguments, HELP",
        "XTWO a b|ok",
        "XTHREE a b|XTHREE takes three arguments, HELP",
        "XTHREE a b c|ok",
        "XONE_OR_TWO a b c|XONE_OR_TWO takes 1-2 arguments, HELP",
        "XONE_OR_TWO a b|ok",
        "XTWO_OR_THREE a|XTWO_OR_THREE takes two or three arguments, HELP",
        "XTWO_OR_THREE a b c|ok",
        "XONE_OR_THREE a b|XONE_OR_THREE takes one or three arguments, HELP",
        "XONE_OR_THREE a|ok",
        "XONE_TO_THREE a b c d|XONE_TO_THREE takes one, two or three arguments, HELP",
        "XONE_TO_THREE a b|ok",
        "XITERATE|XITERATE requires at least one argument, HELP",
        "XITERATE a b c d|ok",
        "XITERATE_AFTER_FIRST a|XITERATE_AFTER_FIRST requires at least two arguments, HELP",
        "XITERATE_AFTER_FIRST a b c|ok",
        "XANY|ok",
        "XRAW|ok",
        "xone a|ok",
      })
  void arityIsCheckedInHttpdsWords(String line, @Nullable String error) {
    assertThat(errors(directive(line))).isEqualTo(error == null ? List.of() : List.of(error));
  }

  @Test
  void placesAreCheckedInHttpdsWords() {
    assertThat(errors(directive("SSLRequireSSL")))
        .containsExactly("SSLRequireSSL not allowed here");
    assertThat(errors(section("VirtualHost", "*", directive("SSLRequireSSL"))))
        .containsExactly("SSLRequireSSL not allowed in <VirtualHost> context");
    assertThat(errors(section("VirtualHost", "*", directive("SSLStaplingCache x"))))
        .containsExactly("SSLStaplingCache cannot occur within <VirtualHost> section");
    assertThat(errors(section("VirtualHost", "*", section("VirtualHost", "*"))))
        .containsExactly("<VirtualHost> cannot occur within <VirtualHost> section");
    assertThat(errors(section("Location", "/", section("Directory", "/"))))
        .containsExactly("<Directory not allowed in <Location> context");
    assertThat(errors(section("Directory", "/", directive("XONE a"))))
        .containsExactly("XONE not allowed in <Directory> context");
    assertThat(
            errors(
                section(
                    "VirtualHost",
                    "*",
                    section(
                        "Directory",
                        "/",
                        directive("SSLRequireSSL"),
                        section("RequireAny", "", directive("SSLVerifyClient require"))))))
        .isEmpty();
  }

  @Test
  void sectionsNeedTheirArgument() {
    assertThat(errors(section("Directory", "")))
        .containsExactly("<Directory> directive requires additional arguments");
  }

  @Test
  void htaccessHoldsOnlyWhatAllowOverrideNames() {
    Node verify = directive("SSLVerifyClient require");
    Place files = Place.htaccess(Set.of(OverrideGroup.FILE_INFO), Set.of());
    Place auth = Place.htaccess(Set.of(OverrideGroup.AUTH_CONFIG), Set.of());
    Place named = Place.htaccess(Set.of(), Set.of("sslverifyclient"));
    assertThat(table.check(List.of(verify), files))
        .extracting(ConfigurationError::message)
        .containsExactly("SSLVerifyClient not allowed here");
    assertThat(table.check(List.of(verify), auth)).isEmpty();
    assertThat(table.check(List.of(verify), named)).isEmpty();
    assertThat(table.check(List.of(directive("XONE a")), auth)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSLVerfyClient x|did you mean SSLVerifyClient?",
        "SSLVreifyClient x|did you mean SSLVerifyClient?",
        "RewriteRule a b|it belongs to httpd's mod_rewrite, which Bulla does not have; remove it or"
            + " guard it with <IfModule mod_rewrite.c>",
        "AcceptMutex x|remove it",
        "AcceptFilter x|it belongs to httpd's core, and Bulla does not have it; remove it",
      })
  void anUnknownDirectiveComesWithARemedy(String line, String remedy) {
    ConfigurationError error = table.check(directive(line), Place.SERVER);
    assertThat(error).isNotNull();
    assertThat(error.message())
        .isEqualTo(
            "Invalid command '"
                + Words.first(line).word()
                + "', perhaps misspelled or defined by a module not included in the server"
                + " configuration");
    assertThat(error.remedy()).isEqualTo(remedy);
    assertThat(error.at()).isEqualTo(AT);
  }

  @Test
  void namesAreGivenInTheTablesSpelling() {
    assertThat(table.spelling("sslverifyCLIENT")).isEqualTo("SSLVerifyClient");
    assertThat(table.spelling("virtualhost")).isEqualTo("VirtualHost");
    assertThat(table.spelling("nonsuch")).isEqualTo("nonsuch");
  }
}
