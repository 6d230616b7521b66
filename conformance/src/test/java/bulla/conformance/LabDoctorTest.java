package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bulla doctor} on the article's own configuration, while the lab runs. */
class LabDoctorTest {
  @TempDir Path folder;
  private int base;
  private Path told;
  private Process lab;

  @BeforeEach
  void startTheLab() throws IOException, InterruptedException {
    base = FreePorts.base();
    told = folder.resolve("told");
    lab =
        new ProcessBuilder(
                Shell.bulla(
                    "lab", "--dir", folder.resolve("lab").toString(), "--port-base", "" + base))
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    for (int tries = 0; tries < 1200 && !guide().contains("Ctrl-C stops everything."); tries++) {
      assertThat(lab.isAlive()).as(guide()).isTrue();
      Thread.sleep(100);
    }
  }

  @AfterEach
  void stopIt() throws InterruptedException {
    lab.destroy();
    if (!lab.waitFor(60, TimeUnit.SECONDS)) {
      lab.destroyForcibly();
    }
  }

  @Test
  void itWarnsOfTheChainThatCurlRefusesAndFindsAllElseWell() throws Exception {
    Shell.Result result = Shell.run(List.of("sh", "-c", shown("BULLA_JAVA_OPTIONS=")));

    String text =
        new String(result.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    assertThat(result.code()).as(result.all()).isZero();
    assertThat(text)
        .contains("! the intermediate CA CN=CARC I101L,O=Carcano SA,C=CH is not sent with it")
        .contains(
            "fetch it from http://ca01.lab.carcano.corp:%d/carc_i101l/ca.crt".formatted(base + 80))
        .contains(
            "✓ OCSP  http://ocsp01.lab.carcano.corp:%d ".formatted(base + 401),
            "✓ OCSP  http://ocsp01.lab.carcano.corp:%d ".formatted(base + 400))
        .doesNotContain("✗")
        .endsWith("4 certificates and lists, 6 places asked: 1 warning\n");

    String curl = shown("curl --resolve").replace("curl ", "curl -sS ");
    assertThat(Shell.run(List.of("sh", "-c", curl)).out()).contains("WWW.LAB.CARCANO.CORP");
    String rootAlone =
        folder.resolve("lab/etc/pki/ca-trust/source/anchors/carc_r100l.crt").toString();
    Shell.Result refused =
        Shell.run(List.of("sh", "-c", curl.replaceFirst("--cacert \\S+", "--cacert " + rootAlone)));
    assertThat(refused.code()).isEqualTo(60);
    assertThat(refused.err()).contains("unable to get local issuer certificate");
  }

  /** The first command of the lab's guide that begins so. */
  private String shown(String beginning) throws IOException {
    return guide()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + beginning + " in:\n" + told));
  }

  private String guide() throws IOException {
    return Files.exists(told) ? Files.readString(told) : "";
  }
}
