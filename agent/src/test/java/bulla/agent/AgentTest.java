package bulla.agent;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent against a CFSSL endpoint, with real files and real commands. */
class AgentTest {
  @TempDir Path folder;

  private FakeCfssl cfssl;
  private final Agent agent = new Agent(InstantSource.system(), new Random(1));

  @BeforeEach
  void start() throws Exception {
    cfssl = new FakeCfssl();
    Files.createDirectories(folder.resolve("conf.d"));
  }

  @AfterEach
  void stop() throws Exception {
    agent.stop();
    cfssl.close();
  }

  @Test
  void theArticlesManifestGivesAPairWithItsModesAndRestartsTheService() throws Exception {
    manifest("\"before\": \"72h\"");
    assertThat(agent.ensure(manifests(), true, false)).isTrue();

    Certificate leaf = leaf();
    assertThat(leaf.isSignedBy(cfssl.ca())).isTrue();
    assertThat(leaf.subject().oneLine())
        .isEqualTo("/C=CH/ST=Tessin/O=Carcano SA/CN=lab.carcano.corp");
    assertThat(leaf.dnsNames())
        .containsExactly("lab.carcano.corp", "www.lab.carcano.corp", "ftp.lab.carcano.corp");
    assertThat(mode("lab.key")).isEqualTo("rw-r-----");
    assertThat(mode("lab.crt")).isEqualTo("rw-r--r--");
    assertThat(Files.readString(file("lab.key"))).startsWith("-----BEGIN EC PRIVATE KEY-----");
    assertThat(actions()).isEqualTo(1);
    assertThat(cfssl.signed.getFirst().profile()).isEqualTo("server");
    assertThat(cfssl.signed.getFirst().label()).isEqualTo("carc_i101l");
  }

  @Test
  void nothingIsLeftBesideTheFiles() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> String.valueOf(each.getFileName())))
          .containsExactlyInAnyOrder("conf.d", "lab.key", "lab.crt", "actions");
    }
  }

  @Test
  void aPairThatIsFineStaysAndNoActionRuns() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    String before = Files.readString(file("lab.crt"));
    assertThat(agent.ensure(manifests(), true, false)).isTrue();
    assertThat(Files.readString(file("lab.crt"))).isEqualTo(before);
    assertThat(actions()).isEqualTo(1);
  }

  @Test
  void aRefusingCaLeavesTheOldPairAndRunsNoAction() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    String certificate = Files.readString(file("lab.crt"));
    String key = Files.readString(file("lab.key"));
    for (String text : List.of("invalid profile", "not authorised", "bad request")) {
      cfssl.refusal = text;
      assertThat(agent.ensure(manifests(), true, true)).isFalse();
    }
    assertThat(Files.readString(file("lab.crt"))).isEqualTo(certificate);
    assertThat(Files.readString(file("lab.key"))).isEqualTo(key);
    assertThat(actions()).isEqualTo(1);
  }

  @Test
  void aCaThatIsAwayLeavesTheOldPair() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    String certificate = Files.readString(file("lab.crt"));
    List<Manifest> manifests = manifests();
    cfssl.close();
    assertThat(agent.ensure(manifests, true, true)).isFalse();
    assertThat(Files.readString(file("lab.crt"))).isEqualTo(certificate);
    assertThat(agent.check(manifests, true)).hasSize(1);
    assertThat(agent.check(manifests, false)).isEmpty();
  }

  @Test
  void aCertificateThatEndsSoonIsRenewed() throws Exception {
    manifest("\"before\": \"72h\"");
    cfssl.life = Duration.ofDays(10);
    cfssl.age = Duration.ofDays(8);
    agent.ensure(manifests(), true, false);
    String old = Files.readString(file("lab.crt"));
    cfssl.age = Duration.ZERO;
    assertThat(agent.ensure(manifests(), true, false)).isTrue();
    assertThat(Files.readString(file("lab.crt"))).isNotEqualTo(old);
    assertThat(actions()).isEqualTo(2);
  }

  @Test
  void aCertificateShorterThanItsLeadIsNotRenewedAtEveryCheck() throws Exception {
    manifest("\"before\": \"72h\"");
    cfssl.life = Duration.ofHours(24);
    agent.ensure(manifests(), true, false);
    agent.ensure(manifests(), true, false);
    assertThat(cfssl.signed).hasSize(1);
  }

  @Test
  void aChangedModeAKeyOfAnotherCertificateAndANewCaAreEachMended() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    Files.setPosixFilePermissions(file("lab.key"), PosixFilePermissions.fromString("rw-r--r--"));
    agent.ensure(manifests(), true, false);
    assertThat(mode("lab.key")).isEqualTo("rw-r-----");

    Files.writeString(
        file("lab.key"), PrivateKeys.pem(PrivateKeys.generate(KeyRequest.DEFAULT).getPrivate()));
    agent.ensure(manifests(), true, false);
    assertThat(
            PrivateKeys.matches(
                PrivateKeys.ofPem(Files.readString(file("lab.key")), null), leaf().publicKey()))
        .isTrue();

    cfssl.newCa();
    agent.ensure(manifests(), true, false);
    assertThat(leaf().isSignedBy(cfssl.ca())).isTrue();
    assertThat(actions()).isEqualTo(4);
  }

  @Test
  void theDaemonTriesAFailedActionAgain() throws Exception {
    manifest(
        "\"before\": \"72h\"", "test -e " + file("ready") + " && echo x >> " + file("actions"));
    agent.keep(manifests());
    await(() -> Files.exists(file("lab.crt")));
    assertThat(actions()).isZero();
    Files.createFile(file("ready"));
    await(() -> actions() == 1);
    assertThat(cfssl.signed).hasSize(1);
  }

  @Test
  void theDaemonBacksOffAndEnrolsOnceTheCaAgrees() throws Exception {
    manifest("\"before\": \"72h\"");
    cfssl.refusal = "bad request";
    agent.keep(manifests());
    await(
        () ->
            agent.metrics().text().contains("_request_failure_count{name=\"" + source() + "\"} 1"));
    assertThat(file("lab.crt")).doesNotExist();
    cfssl.refusal = "";
    await(() -> Files.exists(file("lab.crt")));
    await(() -> actions() == 1);
    assertThat(agent.metrics().text())
        .contains("certmgr_spec_write_count{name=\"" + source() + "\"} 1")
        .contains("certmgr_spec_expire_timestamp{name=\"" + source() + "\",type=\"cert\"}");
  }

  @Test
  void aManifestWithOnlyTheCasCertificateWritesThatAndRunsTheAction() throws Exception {
    Files.writeString(
        source(),
        """
        {"svcmgr": "command", "action": "echo x >> %s",
         "ca": {"path": "%s"}, "authority": {"remote": "%s", "label": "carc_i101l"}}
        """
            .formatted(file("actions"), file("ca.crt"), cfssl.remote()));
    assertThat(agent.ensure(manifests(), true, false)).isTrue();
    assertThat(Certificate.ofPem(Files.readString(file("ca.crt")))).isEqualTo(cfssl.ca());
    assertThat(actions()).isEqualTo(1);
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheOthersAsTheyWere() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    String certificate = Files.readString(file("lab.crt"));
    Files.delete(file("lab.key"));
    Files.createDirectory(file("lab.key"));
    assertThat(agent.ensure(manifests(), true, true)).isFalse();
    assertThat(Files.readString(file("lab.crt"))).isEqualTo(certificate);
  }

  @Test
  void cleanRemovesWhatTheManifestOwns() throws Exception {
    manifest("\"before\": \"72h\"");
    agent.ensure(manifests(), true, false);
    agent.clean(manifests());
    assertThat(file("lab.crt")).doesNotExist();
    assertThat(file("lab.key")).doesNotExist();
  }

  @Test
  void aWrongLabelIsToldByCheck() throws Exception {
    manifest("\"before\": \"72h\"");
    cfssl.infoFails = true;
    assertThat(agent.check(manifests(), false)).singleElement().asString().contains("bad label");
  }

  private void manifest(String extra) throws IOException {
    manifest(extra, "echo x >> " + file("actions"));
  }

  private void manifest(String extra, String action) throws IOException {
    Files.writeString(
        source(),
        """
        {
          "svcmgr": "command",
          "action": "%s",
          "request": {
            "CN": "lab.carcano.corp",
            "key": {"algo": "ecdsa", "size": 256},
            "hosts": ["lab.carcano.corp", "www.lab.carcano.corp", "ftp.lab.carcano.corp"],
            "names": [{"C": "CH", "ST": "Tessin", "O": "Carcano SA"}]
          },
          "private_key": {"path": "%s", "mode": "0640"},
          "certificate": {
            "path": "%s", "mode": "0644",
            "key_usages": ["signing", "key encipherment", "server auth"]
          },
          "authority": {
            "remote": "%s", "auth_key": "%s", "label": "carc_i101l", "profile": "server"
          },
          %s
        }
        """
            .formatted(
                action, file("lab.key"), file("lab.crt"), cfssl.remote(), FakeCfssl.KEY, extra));
  }

  private List<Manifest> manifests() throws Exception {
    Path file = folder.resolve("certmgr.yaml");
    Files.writeString(file, "dir: " + folder.resolve("conf.d") + "\n");
    try {
      return ManifestFolder.read(SettingsReader.read(file, Map.of(), Map.of()));
    } finally {
      Files.delete(file);
    }
  }

  private Path source() {
    return folder.resolve("conf.d/www.lab.carcano.corp.json");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Certificate leaf() throws IOException {
    return Certificate.ofPem(Files.readString(file("lab.crt")));
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name)));
  }

  private int actions() throws IOException {
    return Files.exists(file("actions")) ? Files.readAllLines(file("actions")).size() : 0;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    for (int tries = 0; tries < 400; tries++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("did not come true within ten seconds");
  }
}
