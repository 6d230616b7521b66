package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataTest {

  private final TestCa ca = TestCa.root("Root");
  private final Issued server = ca.issue("www.lab").make();

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void muchArrivesWholeInBothDirections(String version) throws Exception {
    try (TlsHost host = TestSettings.of("www:443", server).host();
        TestServer running = new TestServer(host)) {
      Path file = directory.resolve("big");
      Commands.curl("--tls-max", version, "-o", file.toString(), running.url("/big"));
      byte[] big = Files.readAllBytes(file);
      assertThat(big).hasSize(TestSite.BIG);
      for (int i = 0; i < big.length; i++) {
        if (big[i] != (byte) ((i * 31) >> 3)) {
          throw new AssertionError("byte " + i + " is wrong");
        }
      }
      CRC32 sum = new CRC32();
      sum.update(big);
      assertThat(
              Commands.curl(
                      "--tls-max",
                      version,
                      "-H",
                      "Expect:",
                      "--data-binary",
                      "@" + file,
                      running.url("/"))
                  .text())
          .isEqualTo("crc " + sum.getValue());
    }
  }

  @Test
  void manyRequestsOfOneConnectionAreAnswered() throws Exception {
    try (TlsHost host = TestSettings.of("www:443", server).host();
        TestServer running = new TestServer(host)) {
      assertThat(Commands.curl(running.url("/facts?[1-100]")).text().split("host www:443", -1))
          .hasSize(101);
    }
  }

  @Test
  void theServerSaysCloseNotify() throws Exception {
    try (TlsHost host = TestSettings.of("www:443", server).host();
        TestServer running = new TestServer(host)) {
      Commands.Result result =
          Commands.client(
              running.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "-tls1_2", "-msg");
      assertThat(result.text()).contains("warning close_notify").doesNotContain("unexpected eof");
    }
  }
}
