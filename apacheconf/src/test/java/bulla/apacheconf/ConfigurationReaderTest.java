package bulla.apacheconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
  @TempDir Path root;

  private final ModuleSet modules =
      new ModuleSet() {
        @Override
        public boolean loaded(String name) {
          return name.equals("mod_ssl.c") || name.equals("ssl_module");
        }

        @Override
        public Loading load(String identifier, String file) {
          return file.equals("/nosuch.so")
              ? new Loading("Cannot load /nosuch.so into server: no such module", null)
              : Loading.DONE;
        }
      };

  private List<String> before = List.of();
  private List<String> defines = List.of();

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Configuration read(String text) throws IOException, ConfigurationException {
    write("c.conf", text);
    return ConfigurationReader.read(
        new ConfigurationSource(
            Path.of("c.conf"),
            root,
            defines,
            before,
            List.of(),
            Map.of("FROM_ENV", "env value"),
            "2.4.57",
            modules,
            name -> name));
  }

  private List<String> errors(String text) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(text));
    return thrown.errors().stream()
        .map(e -> (e.at() == null ? "-" : e.at().line()) + " " + e.message())
        .map(message -> message.replace(root.toString(), ""))
        .toList();
  }

  /** A tree in one line: {@code Name(arg|arg)} and {@code Name(arg){...}}. */
  private static String show(List<Node> nodes) {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      text.append(text.isEmpty() ? "" : " ").append(node.name());
      switch (node) {
        case Node.Directive directive ->
            text.append(directive.arguments().toString().replace(", ", "|"));
        case Node.Section section ->
            text.append(section.arguments().toString().replace(", ", "|"))
                .append('{')
                .append(show(section.children()))
                .append('}');
      }
    }
    return text.toString();
  }

  @Test
  void aBackslashAtTheEndJoinsLinesBeforeCommentsAreSeen() throws Exception {
    Configuration read = read("A one \\\n  two\n# hidden \\\nB gone\n  C x # y\r\nD a\\\r\nb\n");
    assertThat(show(read.nodes())).isEqualTo("A[one|two] C[x|#|y] D[ab]");
    assertThat(read.nodes().get(1).at().line()).isEqualTo(5);
  }

  @Test
  void wordsAreQuotedAndGuardedAsHttpdDoes() throws Exception {
    Configuration read =
        read(
            """
            A "one two" 'three "four"' fi\\ve
            B "a\\"b" "c\\\\d" "e\\nf" '' "g"h
            C "never closed
            """);
    assertThat(show(read.nodes()))
        .isEqualTo("A[one two|three \"four\"|fi\\ve] B[a\"b|c\\d|e\\nf||g|h] C[never closed]");
  }

  @Test
  void sectionsKeepTheirRawArgumentAndNest() throws Exception {
    Configuration read =
        read(
            """
            <If "%{X} > 3">
            <RequireAny>
            A
            </RequireAny>
            </if>
            <Files ~ "\\.x$">
            </Files>
            """);
    assertThat(show(read.nodes())).isEqualTo("If[%{X} > 3]{RequireAny[]{A[]}} Files[~|\\.x$]{}");
    assertThat(((Node.Section) read.nodes().getFirst()).raw()).isEqualTo("\"%{X} > 3\"");
  }

  @Test
  void namesAreReplacedFromDefinesThenFromTheEnvironment() throws Exception {
    defines = List.of("FLAG");
    Configuration read =
        read(
            """
            Define WHERE /srv
            A ${WHERE}/x "${FROM_ENV}" ${NOWHERE} ${map:key} ${
            UnDefine WHERE
            B ${WHERE}
            """);
    assertThat(show(read.nodes()))
        .isEqualTo("A[/srv/x|env value|${NOWHERE}|${map:key}|${] B[${WHERE}]");
    assertThat(read.warnings())
        .extracting(ConfigurationWarning::message)
        .containsExactly(
            "AH00111: Config variable ${NOWHERE} is not defined",
            "AH00111: Config variable ${WHERE} is not defined");
    assertThat(read.defines()).containsExactly("FLAG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<IfModule mod_ssl.c>;true",
        "<IfModule ssl_module>;true",
        "<IfModule !mod_ssl.c>;false",
        "<IfModule mod_rewrite.c>;false",
        "<IfModule !mod_rewrite.c>;true",
        "<ifmodule mod_ssl.c>;true",
        "<IfDefine FLAG>;true",
        "<IfDefine !FLAG>;false",
        "<IfDefine OTHER>;false",
        "<IfFile c.conf>;true",
        "<IfFile !c.conf>;false",
        "<IfFile \"nothing here\">;false",
        "<IfVersion >= 2.4>;true",
        "<IfVersion 2.4.57>;true",
        "<IfVersion < 2.4.57>;false",
        "<IfVersion !< 2.4.57>;true",
        "<IfVersion > 2.4.9>;true",
        "<IfVersion = /^2\\.4\\./>;true",
        "<IfVersion ~ ^2\\.2>;false",
      })
  void guardsAreDecidedWhileReading(String opening, boolean open) throws Exception {
    defines = List.of("FLAG");
    String name = opening.substring(1, opening.indexOf(' '));
    Configuration read = read(opening + "\n<Any>\nA x\n</Any>\n</" + name + ">\nB\n");
    assertThat(show(read.nodes())).isEqualTo(open ? "Any[]{A[x]} B[]" : "B[]");
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void whatAClosedGuardHoldsIsNotLookedAt() throws Exception {
    Configuration read =
        read(
            """
            <IfModule absent.c>
              Include /nosuch
              A ${NOWHERE}
              <IfModule mod_ssl.c>
              </IfModule>
              Error "no"
            </IfModule>
            """);
    assertThat(read.nodes()).isEmpty();
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void includesAreFoundByNameByFolderAndByPatternInByteOrder() throws Exception {
    write("one.conf", "One");
    write("d/b/deep.conf", "Deep");
    write("d/a.conf", "A");
    write("v/x1/s.conf", "X1");
    write("v/X2/s.conf", "X2");
    write("v/.hidden/s.conf", "Hidden");
    Configuration read =
        read(
            """
            Include one.conf
            <S>
            Include d
            </S>
            Include v/*/*.conf
            IncludeOptional none.d/*.conf
            IncludeOptional none.conf
            """);
    assertThat(show(read.nodes())).isEqualTo("One[] S[]{A[] Deep[]} X2[] X1[]");
    assertThat(read.inclusions())
        .extracting(i -> i.depth() + ":" + i.line() + ":" + Path.of(i.file()).getFileName())
        .containsExactly(
            "0:0:c.conf",
            "1:1:one.conf",
            "1:3:a.conf",
            "1:3:deep.conf",
            "1:5:s.conf",
            "1:5:s.conf");
  }

  @Test
  void aServerRootChangesWhatIncludesAreRelativeTo() throws Exception {
    write("other/x.conf", "X");
    Configuration read = read("ServerRoot other\nInclude x.conf\n");
    assertThat(show(read.nodes())).isEqualTo("X[]");
    assertThat(read.serverRoot()).isEqualTo(root.resolve("other"));
  }

  @Test
  void linesOfTheCommandLineComeFirst() throws Exception {
    before = List.of("Define X 1", "A ${X}");
    Configuration read = read("B ${X}");
    assertThat(show(read.nodes())).isEqualTo("A[1] B[1]");
    assertThat(read.nodes().getFirst().at()).isEqualTo(new Position("Process command line", 2));
  }

  @Test
  void everyErrorOfAllFilesIsTold() throws Exception {
    write("broken.conf", "\n<Files x>\n");
    assertThat(
            errors(
                """
                Include /nosuch/p
                Include n*.conf
                Include nowhere/*.conf
                Include broken.conf
                </Directory>
                <Directory /a>
                  <Location /b>
                </Directory>
                LoadModule x_module /nosuch.so
                LoadModule x_module
                Error "stop here"
                Define
                ServerRoot /nosuch
                <IfModule>
                </IfModule>
                <Location /open
                </Location>
                <Limit GET>
                """))
        .containsExactly(
            "1 Could not open configuration file /nosuch/p: No such file or directory",
            "2 Include/IncludeOptional: No matches for the wildcard 'n*.conf' in '', failing",
            "3 Include/IncludeOptional: Could not open directory /nowhere: No such file or"
                + " directory",
            "2 /broken.conf:2: <Files> was not closed.",
            "5 </Directory> without matching <Directory> section",
            "8 Expected </Location> but saw </Directory>",
            "9 Cannot load /nosuch.so into server: no such module",
            "10 LoadModule takes two arguments, a module name and the name of a shared object file"
                + " to load it from",
            "11 stop here",
            "12 Define takes 1-2 arguments, Define a variable, optionally to a value.  Same as"
                + " passing -D to the command line.",
            "13 ServerRoot must be a valid directory",
            "14 <IfModule> directive requires additional arguments",
            "16 <Location> directive missing closing '>'",
            "18 /c.conf:18: <Limit> was not closed.");
  }

  @Test
  void aFileThatIncludesItselfIsStopped() {
    assertThat(errors("Include c.conf"))
        .singleElement()
        .asString()
        .startsWith("1 Exceeded maximum include depth of 128");
  }

  @Test
  void aLineThatIsTooLongIsRefused() {
    assertThat(errors("A " + "x".repeat(ConfigurationReader.LONGEST_LINE)))
        .singleElement()
        .asString()
        .startsWith("1 Line too long");
  }

  @Test
  void aMissingMainFileIsAnErrorWithoutALine() {
    ConfigurationSource source =
        new ConfigurationSource(
            Path.of("no.conf"),
            root,
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            "2.4.57",
            modules,
            name -> name);
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> ConfigurationReader.read(source));
    assertThat(thrown.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.at()).isNull();
              assertThat(error.message())
                  .isEqualTo(
                      "Could not open configuration file "
                          + root.resolve("no.conf")
                          + ": No such file or directory");
            });
  }
}
