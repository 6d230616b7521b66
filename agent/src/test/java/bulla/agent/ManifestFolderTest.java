package bulla.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand in a manifest, and what is said of the rest. */
class ManifestFolderTest {
  @TempDir Path folder;

  private final StringBuilder settings = new StringBuilder();

  @BeforeEach
  void settings() throws IOException {
    Files.createDirectory(folder.resolve("conf.d"));
    settings.append("dir: ").append(folder.resolve("conf.d")).append('\n');
    settings.append("default_remote: https://ca01.lab.carcano.corp:8888\n");
  }

  @Test
  void theArticlesManifestIsReadWithOnlyPathsOwnerAndGroupChanged() throws Exception {
    settings.append("svcmgr: systemd\n");
    Files.writeString(
        folder.resolve("root.crt"), "subject=CN = CARC R100L\n" + certificate("CARC R100L"));
    write("www.lab.carcano.corp.json", article());
    Manifest manifest = read().getFirst();
    Manifest.Pair pair = Objects.requireNonNull(manifest.pair());
    assertThat(pair.request().subject().commonName()).isEqualTo("lab.carcano.corp");
    assertThat(pair.request().hosts()).hasSize(3);
    assertThat(pair.key().mode()).hasToString("0640");
    assertThat(pair.usages()).containsExactly(ExtendedUsages.SERVER_AUTH);
    assertThat(manifest.authority().remotes()).isEqualTo("https://ca01.lab.carcano.corp:8888");
    assertThat(manifest.authority().label()).isEqualTo("carc_i101l");
    assertThat(manifest.before()).isEqualTo(Duration.ofDays(3));
    assertThat(manifest.action())
        .isEqualTo(new ServiceAction.Unit(ServiceManager.SYSTEMD, "httpd", "restart", false));
  }

  @Test
  void yamlSaysTheSameAsJson() throws Exception {
    write(
        "a.yaml",
        """
        svcmgr: command
        action: "true"
        interval: 30m
        before: 240h
        request:
          CN: lab.carcano.corp
          hosts: [lab.carcano.corp, 127.0.0.1]
          key: {algo: rsa, size: 2048}
        private_key: &place
          path: %1$s/k
          mode: 0640
        certificate:
          path: %1$s/c
        authority:
          auth_key: "00112233"
        """
            .formatted(folder));
    Manifest manifest = read().getFirst();
    Manifest.Pair pair = Objects.requireNonNull(manifest.pair());
    assertThat(pair.key().mode()).hasToString("0640");
    assertThat(pair.request().key().algorithm()).isEqualTo("rsa");
    assertThat(manifest.interval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(manifest.before()).isEqualTo(Duration.ofDays(10));
  }

  @Test
  void allErrorsOfAllFilesAreToldWithTheirLines() throws Exception {
    write("a.json", "{\n\"bogus\": 1,\n\"request\": {\n\"hots\": []\n}\n}\n");
    write("b.yaml", "request:\n  CN: x\n  names: 7\n");
    write("c.json", "{} {}");
    write("d.json", "{\n\"a\": \n");
    write("e.yml", "a: [1\n");
    assertThat(problems())
        .anySatisfy(text -> assertThat(text).contains("a.json:2: unknown field \"bogus\""))
        .anySatisfy(text -> assertThat(text).contains("a.json:4: unknown field \"request.hots\""))
        .anySatisfy(
            text -> assertThat(text).contains("b.yaml:3: request.names must be a list, not a num"))
        .anySatisfy(text -> assertThat(text).contains("c.json:1: a second JSON value"))
        .anySatisfy(text -> assertThat(text).contains("d.json:3: not valid JSON"))
        .anySatisfy(text -> assertThat(text).contains("e.yml:2: not valid YAML"));
  }

  @Test
  void aVariableThatTheShellDidNotFillInIsExplained() throws Exception {
    write("a.json", small("\"auth_key\": \"${AUTH_KEY}\"", "k", "c", "0600"));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("authority.auth_key holds a shell variable")
        .contains("env:AUTH_KEY");
  }

  @Test
  void aKeyNeverStandsInAMessage() throws Exception {
    write("a.json", small("\"auth_key\": \"nothexadecimal\"", "k", "c", "0600"));
    assertThat(problems()).singleElement().asString().doesNotContain("nothexadecimal");
  }

  @Test
  void aKeyMayComeFromTheEnvironmentAndAnUnsetVariableIsRefused() throws Exception {
    write("a.json", small("\"auth_key\": \"env:CERTMGR_TEST_KEY\"", "k", "c", "0600"));
    Settings read = settingsOf();
    assertThat(ManifestFolder.read(read, name -> "aabb", configurations())).hasSize(1);
    ConfigurationException unset =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ManifestFolder.read(read, name -> null, configurations()));
    assertThat(unset).hasMessageContaining("CERTMGR_TEST_KEY is not set");
  }

  @Test
  void aPathBelongsToOneManifestOnly() throws Exception {
    write("a.json", small("\"auth_key\": \"00\"", "k", "c", "0600"));
    write(
        "b.json", small("\"auth_key\": \"00\"", "k2", "../" + folder.getFileName() + "/c", "0600"));
    assertThat(problems()).singleElement().asString().contains("is already managed by spec");
  }

  @Test
  void aFileThatIsNoManifestIsPassedOver() throws Exception {
    write("README", "no manifest");
    write("X.JSON", "no manifest");
    assertThat(read()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0640,416", "0o640,416", "0x1a0,416", "0,0", "0777,511"})
  void aModeIsReadLikeALiteralOfC(String text, int bits) {
    assertThat(FileMode.parse(text).bits()).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource({"600", "rw-r--r--", "0888", "01777", "-1", "0x"})
  void aModeThatIsATrapOrNoneIsRefused(String text) throws Exception {
    write("a.json", small("\"auth_key\": \"00\"", "k", "c", text));
    assertThat(problems()).singleElement().asString().contains("private_key.mode");
  }

  @Test
  void aKeyUsageThatIsNoExtendedOneIsRefused() throws Exception {
    write(
        "a.json",
        small("\"auth_key\": \"00\"", "k", "c", "0600")
            .replaceFirst("\\{", "{\"key_usages\": [\"signing\"],"));
    assertThat(problems()).singleElement().asString().contains("unknown key usage 'signing'");
  }

  @Test
  void aShellActionThatBashCannotParseIsRefused() throws Exception {
    settings.append("svcmgr: command\n");
    write(
        "a.json",
        small("\"auth_key\": \"00\"", "k", "c", "0600")
            .replaceFirst("\\{", "{\"action\": \"if then\","));
    assertThat(problems()).singleElement().asString().contains("bash cannot parse the action");
  }

  @Test
  void flagsBeatTheEnvironmentWhichBeatsTheFile() throws Exception {
    Path file = folder.resolve("certmgr.yaml");
    Files.writeString(file, "dir: /from-file\nsvcmgr: sysv\nbefore: 1h\nlog: {level: debug}\n");
    Settings read =
        SettingsReader.read(
            file,
            Map.of("before", "3h"),
            Map.of("CERTMGR_BEFORE", "2h", "CERTMGR_SVCMGR", "openrc"));
    assertThat(read.before()).isEqualTo(Duration.ofHours(3));
    assertThat(read.serviceManager()).isEqualTo("openrc");
    assertThat(read.dir()).isEqualTo(Path.of("/from-file"));
    assertThat(read.logLevel()).isEqualTo(Settings.LogLevel.DEBUG);
    assertThat(read.interval()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void anAliasThatGoesRoundIsRefused() throws Exception {
    write("a.yaml", "request: &r\n  hosts: [*r]\n");
    assertThat(problems()).isNotEmpty();
  }

  @Test
  void aCfsslConfigurationOfTheHostOverridesRemoteAndKey() throws Exception {
    Files.writeString(
        folder.resolve("carc_i101l.json"),
        """
        {"signing": {"profiles": {"server": {"auth_remote": {"remote": "r", "auth_key": "k"}}}},
         "remotes": {"r": "ca02:8888"},
         "auth_keys": {"k": {"type": "standard", "key": "00ff"}}}
        """);
    String authority = "\"auth_key\": \"${AUTH_KEY}\", \"label\": \"carc_i101l\"";
    write("a.json", small(authority + ", \"profile\": \"server\"", "k", "c", "0600"));
    assertThat(read().getFirst().authority().remotes()).isEqualTo("ca02:8888");
    write("a.json", small(authority + ", \"profile\": \"client\"", "k", "c", "0600"));
    assertThat(problems()).singleElement().asString().contains("authority.auth_key");
  }

  private CfsslConfigurations configurations() {
    return new CfsslConfigurations(List.of(folder.resolve("absent"), folder));
  }

  private String article() {
    return """
    {
    "service": "httpd",
    "action": "restart",
    "request": {
    "CN": "lab.carcano.corp",
    "key": {
    "algo": "ecdsa",
    "size": 256
    },
    "hosts": [
    "lab.carcano.corp",
    "www.lab.carcano.corp",
    "ftp.lab.carcano.corp"
    ],
    "names": [
    {
    "C": "CH",
    "ST": "Tessin",
    "O": "Carcano SA"
    }
    ]
    },
    "private_key": {
    "path": "%1$s/lab.carcano.corp.key",
    "owner": "%2$s",
    "group": "%3$s",
    "mode": "0640"
    },
    "certificate": {
    "path": "%1$s/lab.carcano.corp.crt",
    "owner": "%2$s",
    "group": "%3$s",
    "mode": "0644",
    "key_usages": [
    "signing",
    "key encipherment",
    "server auth"
    ]
    },
    "authority": {
    "auth_key": "aabbccddeeff11223344556677889900",
    "label": "carc_i101l",
    "profile": "server",
    "root_ca": "%1$s/root.crt"
    }
    }
    """
        .formatted(folder, "0", "0");
  }

  private static String certificate(String name) {
    return TestCa.root(name).certificate().pem();
  }

  private String small(String key, String keyFile, String certificateFile, String mode) {
    return """
    {"request": {"CN": "x"},
     "private_key": {"path": "%1$s/%3$s", "mode": "%5$s"},
     "certificate": {"path": "%1$s/%4$s"},
     "authority": {%2$s}}
    """
        .formatted(folder, key, keyFile, certificateFile, mode);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve("conf.d").resolve(name), text);
  }

  private Settings settingsOf() throws Exception {
    Path file = folder.resolve("certmgr.yaml");
    Files.writeString(file, settings);
    return SettingsReader.read(file, Map.of(), Map.of());
  }

  private List<Manifest> read() throws Exception {
    return ManifestFolder.read(settingsOf(), name -> null, configurations());
  }

  private List<String> problems() throws Exception {
    ConfigurationException thrown = catchThrowableOfType(ConfigurationException.class, this::read);
    return thrown.problems().stream().map(Problem::toString).toList();
  }
}
