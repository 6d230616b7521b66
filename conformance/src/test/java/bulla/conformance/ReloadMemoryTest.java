package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A started server that is told to reload again and again. */
class ReloadMemoryTest {
  private static final int HOSTS = 10;
  private static final int WARM_UP = 30;
  private static final int RELOADS = 100;

  /** Makes a certificate of some 150 KB, so that one which is left behind a reload shows. */
  private static final int NAMES = 5_000;

  /** Half of what one certificate a reload would be, in bytes. */
  private static final long NOISE = RELOADS * 75_000L;

  @TempDir Path folder;

  @Test
  void aHundredReloadsOfTenHostsLeaveNeitherMemoryNorDescriptorsBehind() throws Exception {
    try (Site site = Site.write(folder, "")) {
      // Clients take no certificate of that size, so they meet another one.
      SelfSigned.write(folder, "met", "/CN=host0.example");
      certificate();
      site.configure("Listen 127.0.0.1:@PORT@\n" + hosts());
      site.start();
      reload(site, 1, WARM_UP);
      Standing before = Standing.of(site.pid());
      reload(site, 1 + WARM_UP, RELOADS);
      Standing after = Standing.of(site.pid());
      assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
      assertThat(after.allocated()).isLessThan(before.allocated() + NOISE);
      assertThat(site.log()).doesNotContain("AH00020").doesNotContain("internal error");
    }
  }

  /** Some are met by a client, so that there is something to leave behind. */
  private static void reload(Site site, int from, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      if (i % 5 == 0) {
        assertThat(site.getFrom("https", "/index.html", "-v", "--stderr", "-", "--max-time", "60"))
            .as("after %d reloads", i)
            .contains("< HTTP/1.1 200 OK");
      }
      Shell.must("kill", "-USR1", String.valueOf(site.pid()));
      site.await("AH00489", from + i + 1);
    }
    // A generation outlives its last connection by a moment.
    Thread.sleep(4_000);
  }

  /**
   * What a process has: bytes that it has allocated and not freed, as its C library counts them, so
   * that neither Java's heap nor what is kept for the next allocation is in it; open descriptors.
   */
  private record Standing(long allocated, long descriptors) {
    private static final Pattern SYSTEM =
        Pattern.compile("<system type=\"current\" size=\"(\\d+)\"/>");
    private static final Pattern FREE =
        Pattern.compile("<total type=\"(?:fast|rest)\" count=\"\\d+\" size=\"(\\d+)\"/>");

    static Standing of(long pid) throws Exception {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      // What only waits for the collector is none of our business.
      Shell.must(jcmd, Long.toString(pid), "GC.run");
      String heap = Shell.must(jcmd, Long.toString(pid), "System.native_heap_info");
      // The totals of all arenas stand after those of each.
      String totals = heap.substring(heap.lastIndexOf("</heap>"));
      long allocated = sum(SYSTEM, totals) - sum(FREE, totals);
      try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        return new Standing(allocated, open.count());
      }
    }

    private static long sum(Pattern pattern, String text) {
      return pattern
          .matcher(text)
          .results()
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .sum();
    }
  }

  private static String hosts() {
    return "LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so\n"
        + IntStream.range(0, HOSTS)
            .mapToObj(
                i ->
                    """
                    <VirtualHost *:@PORT@>
                    ServerName host%d.example
                    SSLEngine on
                    SSLCertificateFile @DIR@/@NAME@.crt
                    SSLCertificateKeyFile @DIR@/@NAME@.key
                    </VirtualHost>
                    """
                        .formatted(i)
                        .replace("@NAME@", i == 0 ? "met" : "server"))
            .collect(Collectors.joining());
  }

  private void certificate() throws Exception {
    Path configuration = folder.resolve("openssl.cnf");
    Files.writeString(
        configuration,
        "[req]\ndistinguished_name = dn\nx509_extensions = more\n[dn]\n[more]\n"
            + "subjectAltName = @names\n[names]\n"
            + IntStream.range(0, NAMES)
                .mapToObj(i -> "DNS.%d = host%d.somewhere.example\n".formatted(i, i))
                .collect(Collectors.joining()));
    SelfSigned.write(folder, "server", "/CN=host1.example", "-config", configuration.toString());
  }
}
