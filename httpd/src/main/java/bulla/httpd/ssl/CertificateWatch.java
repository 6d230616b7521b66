package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.revocation.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Watches the certificate, chain and key files of hosts, and has a host take them as one when they
 * have changed. Whoever writes them may write one after the other: they are looked at when they
 * have stood still for one look, and what cannot be taken is tried again when it changes again.
 */
final class CertificateWatch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final IdentityHashMap<VirtualHost, Stand> hosts = new IdentityHashMap<>();
  private final Taker taker;
  private final Thread watcher = Thread.ofVirtual().name("certificate-watch").unstarted(this::run);

  /** Reads a host's files anew and has it use them; tells what is wrong with them, and returns. */
  @FunctionalInterface
  interface Taker {
    void take(VirtualHost host);
  }

  /** What a host took last, and what was seen at the last look. */
  private static final class Stand {
    final List<Path> files;
    List<FileStamp> taken;
    List<FileStamp> seen;

    Stand(List<Path> files) {
      this.files = files;
      this.taken = stamps();
      this.seen = taken;
    }

    List<FileStamp> stamps() {
      return files.stream().map(FileStamp::of).toList();
    }
  }

  CertificateWatch(Taker taker) {
    this.taker = taker;
  }

  /** Watches a host's files from now on; to be called before they are read. */
  void add(VirtualHost host) {
    hosts.put(host, new Stand(files(host)));
  }

  private static List<Path> files(VirtualHost host) {
    Optional<Path> chain = host.settings().get(SslSettings.CHAIN_FILE);
    return Stream.of(
            host.settings().get(SslSettings.CERTIFICATE_FILES),
            host.settings().get(SslSettings.KEY_FILES),
            chain.stream().toList())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** Starts to watch. At most once, after all hosts were added. */
  void start() {
    watcher.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        for (Map.Entry<VirtualHost, Stand> entry : hosts.entrySet()) {
          look(entry.getKey(), entry.getValue());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(VirtualHost host, Stand stand) {
    List<FileStamp> now = stand.stamps();
    boolean still = now.equals(stand.seen);
    stand.seen = now;
    // A file that is missing for a moment is being replaced.
    if (still && !now.equals(stand.taken) && !now.contains(FileStamp.UNSEEN)) {
      stand.taken = now;
      taker.take(host);
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
