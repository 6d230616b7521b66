package bulla.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PosixTest {

  @Test
  void usersAndGroupsAreFoundByTheirNames() {
    assertThat(User.named("root")).contains(new User("root", 0, 0));
    assertThat(User.numbered(0)).contains(new User("root", 0, 0));
    assertThat(Group.named("root")).contains(new Group("root", 0));
    assertThat(User.named("nobody-of-this-name")).isEmpty();
    assertThat(Group.named("nobody-of-this-name")).isEmpty();
    assertThat(User.numbered(2_000_000_011)).isEmpty();
  }

  @Test
  void theProcessIsWhoTheSystemSays() throws Exception {
    assertThat(Credentials.effectiveUser()).isEqualTo(Integer.parseInt(said("id", "-u")));
    assertThat(Credentials.effectiveGroup()).isEqualTo(Integer.parseInt(said("id", "-g")));
  }

  @Test
  void aSignalEndsAProcess() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    Signal.TERM.send(sleeper.pid());
    assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sleeper.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void aSignalToNobodyIsRefusedWithTheSystemsNumberAndText() {
    PosixException refused =
        assertThrows(PosixException.class, () -> Signal.HUP.send(Integer.MAX_VALUE));
    assertThat(refused.number()).isEqualTo(3);
    assertThat(refused).hasMessage("kill: (3)No such process");
    assertThatThrownBy(() -> Signal.HUP.send(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDescriptorThatIsNoListeningSocketIsKnown() {
    assertThat(ListeningSocket.at(0)).isEmpty();
    assertThat(ListeningSocket.at(1_000_000)).isEmpty();
  }

  @Test
  void theMonotonicClockIsTheSystems() throws Exception {
    long uptime =
        (long) (Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]) * 1e6);
    assertThat(MonotonicClock.microseconds()).isLessThanOrEqualTo(uptime + 1_000_000);
    long before = MonotonicClock.microseconds();
    assertThat(MonotonicClock.microseconds()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aNoticeReachesTheServiceManager() throws Exception {
    Path folder = Files.createTempDirectory("bulla-notify");
    try {
      for (String address : List.of(folder + "/n", "@bulla-notify-" + System.nanoTime())) {
        Process manager =
            new ProcessBuilder(
                    "python3",
                    "-c",
                    """
                    import socket, sys
                    name = sys.argv[1]
                    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    s.bind("\\0" + name[1:] if name[0] == "@" else name)
                    print("bound", flush=True)
                    sys.stdout.write(s.recv(4096).decode())
                    """,
                    address)
                .start();
        try (var said = manager.inputReader(StandardCharsets.UTF_8)) {
          assertThat(said.readLine()).isEqualTo("bound");
          new NotifySocket(address).send("READY=1\nSTATUS=good");
          assertThat(said.readLine()).isEqualTo("READY=1");
          assertThat(said.readLine()).isEqualTo("STATUS=good");
        } finally {
          manager.destroy();
        }
      }
      assertThatThrownBy(() -> new NotifySocket(folder + "/nobody").send("READY=1"))
          .isInstanceOf(PosixException.class);
      assertThat(new NotifySocket("relative").valid()).isFalse();
    } finally {
      Files.deleteIfExists(folder.resolve("n"));
      Files.delete(folder);
    }
  }

  private static String said(String... words) throws Exception {
    Process process = new ProcessBuilder(words).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
