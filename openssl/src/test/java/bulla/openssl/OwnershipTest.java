package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every native object is freed exactly once, however a connection ends. */
class OwnershipTest {

  @Test
  void nothingIsLeftOfHandshakesGoodBadAndAbortedNorOfWhatIsRefused(@TempDir Path directory)
      throws Exception {
    Pair.certificate(directory, "server");
    Pair.certificate(directory, "client");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dbulla.ffi.brief=false",
                "-Dbulla.handshakes=" + System.getProperty("bulla.handshakes", "380"),
                "-cp",
                System.getProperty("java.class.path"),
                Rounds.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader text = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = text.lines().takeWhile(line -> !line.equals("end")).toList();
      lines.forEach(System.out::println);
      assertThat(lines)
          .hasSize(27)
          .allMatch(line -> line.endsWith(": 0 left, 0 open, 0 descriptors"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aConnectionOutlivesItsContextAndIsFreedOnce() {
    SslContext context = SslContext.server();
    Ssl connection = new Ssl(context, new Nobody());
    context.close();
    assertThat(connection.handshake()).isEqualTo(Step.WANT_INPUT);
    connection.close();
    connection.close();
    assertThatThrownBy(connection::handshake).isInstanceOf(IllegalStateException.class);
    assertThat(Ssl.open()).isZero();
  }

  private static final class Nobody implements SslOwner {
    @Override
    public @Nullable SslContext contextFor(ClientHello hello) {
      return null;
    }

    @Override
    public byte @Nullable [] staple(SslContext context, int identity, int place) {
      return null;
    }

    @Override
    public @Nullable PeerChain known(List<byte[]> sent, int depth) {
      return null;
    }

    @Override
    public int verify(PeerChain chain) {
      return 1;
    }

    @Override
    public TicketKey ticketKey() {
      throw new IllegalStateException("there is no ticket");
    }

    @Override
    public @Nullable TicketKey ticketKey(byte[] name) {
      return null;
    }

    @Override
    public void keep(byte[] id, byte[] session) {}

    @Override
    public byte @Nullable [] session(byte[] id) {
      return null;
    }
  }
}
