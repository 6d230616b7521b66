package bulla.httpd.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What mod_md says of staples, and mod_ssl carries out as it does for the original. */
public final class ManagedStapling {
  private ManagedStapling() {}

  /** Of servers and virtual hosts, as the next; the others are of the main server. */
  public static final Setting<Boolean> ON = Setting.of("MDStapling", false);

  /** Whether certificates that mod_md does not manage are meant too: here they are all there is. */
  public static final Setting<Boolean> OTHERS = Setting.of("MDStapleOthers", true);

  /** How long the staple of a certificate that nobody uses is kept. */
  public static final Setting<Duration> KEPT_UNUSED =
      Setting.of("MDStaplingKeepResponse", Duration.ofDays(7));

  /** What is left of a staple's life when it is renewed; empty where nothing is written. */
  public static final Setting<Optional<Window>> RENEW_WINDOW =
      Setting.of("MDStaplingRenewWindow", Optional.empty());

  /** MDStoreDir; empty where it is not written. */
  public static final Setting<Optional<Path>> STORE = Setting.of("MDStoreDir", Optional.empty());

  /** A part of a life. */
  public sealed interface Window {
    /** In percent. */
    record Part(int percent) implements Window {}

    /** As a time. */
    record Time(Duration left) implements Window {}
  }

  /** Whether the certificates of a host are stapled, whatever its SSLUseStapling says. */
  public static boolean wanted(Settings host) {
    return host.get(ON) && host.get(OTHERS);
  }

  /** The directory of mod_md's own files. */
  public static Path store(ServerContext server) {
    return server.main().settings().get(STORE).orElseGet(() -> server.serverRoot().resolve("md"));
  }
}
