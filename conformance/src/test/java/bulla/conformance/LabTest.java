package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The article, played once by the lab itself; then what it left behind is looked at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabTest {
  private Path lab;
  private Shell.Result check;

  @BeforeAll
  void playTheArticle(@TempDir Path folder) throws IOException, InterruptedException {
    lab = folder.resolve("lab");
    int base = FreePorts.base();
    check =
        Shell.run(Shell.bulla("lab", "--check", "--dir", lab.toString(), "--port-base", "" + base));
  }

  @Test
  void everyStepShowsWhatTheArticleShows() {
    assertThat(check.all()).doesNotContain("✗");
    assertThat(check.code()).as(check.all()).isZero();
  }

  @Test
  void nothingOfItGoesOnRunning() throws IOException {
    try (Stream<Path> pids = Files.list(lab.resolve("run"))) {
      assertThat(pids.filter(file -> file.toString().endsWith(".pid"))).isEmpty();
    }
  }

  @Test
  void noPrivateKeyCanBeReadByOthers() throws IOException {
    List<Path> keys = new ArrayList<>();
    for (Path file : files()) {
      if (text(file).contains("PRIVATE KEY-----")) {
        keys.add(file);
      }
    }
    // Two CAs, two OCSP signers, multirootca, the default host, the host, and the clients.
    assertThat(keys).hasSizeGreaterThanOrEqualTo(9);
    for (Path key : keys) {
      Set<PosixFilePermission> modes = Files.getPosixFilePermissions(key);
      assertThat(modes)
          .as(key.toString())
          .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
      if (!key.endsWith("private/lab.carcano.corp.key")) {
        // That one's mode, 0640, is the manifest's wish.
        assertThat(modes)
            .as(key.toString())
            .containsExactlyInAnyOrder(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      }
    }
  }

  @Test
  void authKeysAreInNoLogAndInNoFileThatOthersRead() throws IOException {
    for (Path configuration :
        List.of(
            lab.resolve("etc/cfssl/tier00/carc_r100l/profiles/auth.json"),
            lab.resolve("etc/cfssl/tier01/carc_i101l/profiles/auth.json"))) {
      Matcher key = Pattern.compile("\"key\": \"([0-9a-f]{32})\"").matcher(text(configuration));
      assertThat(key.find()).isTrue();
      for (Path file : files()) {
        if (text(file).contains(key.group(1))) {
          assertThat(Files.getPosixFilePermissions(file))
              .as(file.toString())
              .containsExactlyInAnyOrder(
                  PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
          assertThat(file.toString()).doesNotEndWith(".log").doesNotContain("/var/log/");
        }
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(lab)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !Files.isSymbolicLink(file))
          .toList();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
