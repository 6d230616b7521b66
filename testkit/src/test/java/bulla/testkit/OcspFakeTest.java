package bulla.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcspFakeTest {
  @TempDir private Path directory;
  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final Certificate leaf = ca.issue("leaf").make().certificate();

  @Test
  void opensslsOwnClientBelievesTheRightAnswersAndNoneElse() throws Exception {
    Files.writeString(directory.resolve("leaf.pem"), leaf.pem());
    Files.writeString(directory.resolve("ca.pem"), ca.certificate().pem());
    Files.writeString(
        directory.resolve("trust.pem"), ca.certificate().pem() + root.certificate().pem());
    try (OcspFake fake = OcspFake.start(ca, SettableClock.atPresent(), new OcspBehaviour.Good())) {
      assertThat(ask(fake)).contains("Response verify OK", "leaf.pem: good");
      fake.behave(new OcspBehaviour.GoodByIssuer());
      assertThat(ask(fake)).contains("Response verify OK", "leaf.pem: good");
      fake.behave(new OcspBehaviour.Revoked(Instant.now(), 4));
      assertThat(ask(fake)).contains("leaf.pem: revoked", "Reason: superseded");
      for (OcspBehaviour wrong :
          List.of(
              new OcspBehaviour.WrongSigner(),
              new OcspBehaviour.BrokenSignature(),
              new OcspBehaviour.SiblingDelegate(),
              new OcspBehaviour.DelegateWithoutPurpose())) {
        fake.behave(wrong);
        assertThat(ask(fake)).doesNotContain("Response verify OK").contains("Verify Failure");
      }
      assertThat(fake.queries()).isEqualTo(7);
    }
  }

  @Test
  void closingEndsConnectionsThatHang() throws Exception {
    OcspFake fake = OcspFake.start(ca, SettableClock.atPresent(), new OcspBehaviour.Hang());
    int port = Integer.parseInt(fake.hostPort().split(":")[1]);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("POST / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (fake.queries() == 0) {
        Thread.sleep(1);
      }
      fake.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private String ask(OcspFake fake) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "openssl",
                "ocsp",
                "-issuer",
                "ca.pem",
                "-cert",
                "leaf.pem",
                "-CAfile",
                "trust.pem",
                "-url",
                fake.url())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
