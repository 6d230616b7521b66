package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server listens. */
class ListenTest {
  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
  }

  @Test
  void aPortAloneIsListenedOnInBothFamilies() throws Exception {
    assumeTrue(ipv6(), "this machine has no IPv6");
    site.configure("Listen @PORT@\n");
    site.start();
    assertThat(sockets()).containsExactly("*:" + site.port());
    assertThat(status("127.0.0.1")).isEqualTo("200");
    assertThat(status("[::1]")).isEqualTo("200");
  }

  @Test
  void anAddressOfOneFamilyIsOfThatFamilyAlone() throws Exception {
    assumeTrue(ipv6(), "this machine has no IPv6");
    site.configure("Listen 0.0.0.0:@PORT@\n");
    site.start();
    assertThat(sockets()).containsExactly("0.0.0.0:" + site.port());
    assertThat(status("127.0.0.1")).isEqualTo("200");
    assertThat(status("[::1]")).isEqualTo("000");
  }

  @Test
  void bothFamiliesMayNameTheSamePort() throws Exception {
    assumeTrue(ipv6(), "this machine has no IPv6");
    site.configure("Listen 127.0.0.1:@PORT@\nListen [::1]:@PORT@\nListen 127.0.0.2:@PORT@\n");
    site.start();
    assertThat(sockets())
        .containsExactlyInAnyOrder(
            "127.0.0.1:" + site.port(), "[::1]:" + site.port(), "127.0.0.2:" + site.port());
    assertThat(status("127.0.0.2")).isEqualTo("200");
    assertThat(status("[::1]")).isEqualTo("200");
  }

  @Test
  void allOfIpv4AndAllOfIpv6AreOneSocket() throws Exception {
    assumeTrue(ipv6(), "this machine has no IPv6");
    site.configure("Listen 0.0.0.0:@PORT@\nListen [::]:@PORT@\n");
    site.start();
    assertThat(status("127.0.0.1")).isEqualTo("200");
    assertThat(status("[::1]")).isEqualTo("200");
  }

  @Test
  void theBacklogIsTheOperators() throws Exception {
    site.configure("Listen 127.0.0.1:@PORT@\nListenBacklog 77\nReceiveBufferSize 65536\n");
    site.start();
    assertThat(Shell.must("ss", "-Hltn", "sport = :" + site.port()).strip().split(" +")[2])
        .isEqualTo("77");
    assertThat(status("127.0.0.1")).isEqualTo("200");
  }

  @Test
  void whatHttpdRefusesIsRefusedInItsWords() throws Exception {
    for (String lines :
        List.of(
            "ListenBacklog 0",
            "ListenBacklog x",
            "SendBufferSize 12",
            "ReceiveBufferSize 511",
            "Listen foo",
            "Listen 80000",
            "Listen 127.0.0.1:1\nListen 127.0.0.1:1")) {
      site.configure(lines + "\n");
      Shell.Result ours = site.httpd("-t");
      Shell.Result theirs =
          Shell.run(List.of("/usr/sbin/apache2", "-t", "-f", site.configuration().toString()));
      assertThat(ours.err()).startsWith(theirs.err());
      assertThat(ours.code()).isEqualTo(theirs.code());
    }
  }

  private String status(String host) throws Exception {
    return Site.status(host + ":" + site.port());
  }

  private List<String> sockets() throws Exception {
    return Shell.must("ss", "-Hltn", "sport = :" + site.port())
        .lines()
        .map(line -> line.strip().split(" +")[3])
        .toList();
  }

  private static boolean ipv6() throws Exception {
    Path addresses = Path.of("/proc/net/if_inet6");
    return Files.exists(addresses) && !Files.readString(addresses).isBlank();
  }
}
