import bulla.httpd.WebServer;
import bulla.httpd.authz.AuthzCore;
import bulla.httpd.core.CoreModule;
import bulla.httpd.core.ErrorLog;
import bulla.httpd.core.Generation;
import bulla.httpd.core.GenerationReader;
import bulla.httpd.core.ProcessState;
import bulla.httpd.ssl.SslModule;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The web server of the storm, with a probe on its event loops. Reads {@code begin} and {@code end}
 * from its input; tells its port first, and then, at each end, what it has measured meanwhile: the
 * median, the 99th percentile and the most that a task waited on the event loops, in microseconds,
 * and the most threads.
 */
final class StormServer {
  private static final long BETWEEN_NANOS = 1_000_000;
  private static final int MOST_PROBES = 1_000_000;

  private final WebServer server;
  private final long[] waited = new long[MOST_PROBES];
  private volatile boolean measuring;
  private volatile int probes;

  private StormServer(WebServer server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    Generation generation =
        new GenerationReader(
                List.of(new CoreModule(), new SslModule(), new AuthzCore()),
                Set.of("core_module", "ssl_module", "authz_core_module"),
                InstantSource.system(),
                new ProcessState())
            .read(
                new GenerationReader.From(
                    root.resolve("httpd.conf"), root, List.of(), List.of(), List.of(), Map.of()),
                ErrorLog.on(new ByteArrayOutputStream(), InstantSource.system()));
    try (WebServer server = WebServer.start(generation)) {
      new StormServer(server).run();
    }
  }

  private void run() throws Exception {
    Thread.ofPlatform().daemon().name("probe").start(this::probe);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    System.out.println(server.addresses().getFirst().getPort());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String word = in.readLine(); word != null; word = in.readLine()) {
      if (word.equals("begin")) {
        probes = 0;
        threads.resetPeakThreadCount();
        measuring = true;
      } else {
        measuring = false;
        long[] sorted = Arrays.copyOf(waited, probes);
        Arrays.sort(sorted);
        System.out.println(
            at(sorted, 0.5)
                + " "
                + at(sorted, 0.99)
                + " "
                + at(sorted, 1)
                + " "
                + threads.getPeakThreadCount());
      }
    }
  }

  /** Between two probes it sleeps: they must not keep the loops busy. */
  private void probe() {
    try {
      while (true) {
        long before = System.nanoTime();
        server.lives();
        long took = System.nanoTime() - before;
        if (measuring && probes < MOST_PROBES) {
          waited[probes] = took / 1_000;
          probes++;
        }
        Thread.sleep(0, (int) (BETWEEN_NANOS - 1));
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static long at(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(part * (sorted.length - 1))];
  }
}
