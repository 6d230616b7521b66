package bulla.httpd.ssl;

import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ManagedStapling;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.SharedStore;
import bulla.httpd.core.SocacheProvider;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.ExchangeEvents;
import bulla.revocation.Staple;
import bulla.revocation.StapleFiles;
import bulla.revocation.StapleOrder;
import bulla.revocation.StapleStore;
import bulla.revocation.StapleTimes;
import bulla.revocation.Stapler;
import bulla.tls.StapleSource;
import bulla.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The staples of one generation's certificates: ordered while hosts are built, fetched before any
 * port is open, kept fresh from then on.
 */
final class Stapling implements AutoCloseable {
  /** How long after a failure the CA's site is asked again for an issuer. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final ServerContext server;
  private final StapleLog log;
  private final StapleCounts counts;
  private final ExchangeEvents issuers;
  private final Stapler stapler;
  private final @Nullable StapleFiles files;
  private final @Nullable SharedStore shared;
  private final boolean owner;
  private final List<WantedStaple> wanted = new ArrayList<>();

  /** The staples of what hosts send after their own certificates. */
  private final Map<Certificate, LateStaple> chains = new HashMap<>();

  /** Who looks for the issuer of which certificate. */
  private final Map<Thread, Certificate> searches = new ConcurrentHashMap<>();

  /**
   * Stapling of a generation.
   *
   * @param socache finds the store that SSLStaplingCache names
   */
  Stapling(ServerContext server, Function<String, @Nullable SocacheProvider> socache) {
    this.server = server;
    this.log = new StapleLog();
    StapleStore store =
        switch (cache(server)) {
          case StapleCacheChoice.Missing _ -> null;
          case StapleCacheChoice.Directory(Path path) ->
              path == null ? null : new StapleFiles(path);
          case StapleCacheChoice.Provided provided -> open(provided, server, socache);
        };
    this.files = store instanceof StapleFiles onDisk ? onDisk : null;
    this.shared = store instanceof SharedStaples staples ? staples.store() : null;
    this.counts = SslMetrics.of(server).staples();
    this.issuers = SslMetrics.of(server).issuers();
    this.stapler = new Stapler(store, server.clock(), counts.before(log, server.clock()));
    this.owner = true;
  }

  private Stapling(Stapling generation) {
    this.server = generation.server;
    this.log = generation.log;
    this.files = generation.files;
    this.shared = generation.shared;
    this.counts = generation.counts;
    this.issuers = generation.issuers;
    this.stapler = generation.stapler;
    this.owner = false;
  }

  /** Where a server keeps its staples: mod_md needs no SSLStaplingCache. */
  static StapleCacheChoice cache(ServerContext server) {
    StapleCacheChoice written = server.main().settings().get(StaplingSettings.CACHE);
    return written instanceof StapleCacheChoice.Missing
            && server.all().stream().map(VirtualHost::settings).anyMatch(ManagedStapling::wanted)
        ? new StapleCacheChoice.Directory(ManagedStapling.store(server).resolve("ocsp"))
        : written;
  }

  private static @Nullable StapleStore open(
      StapleCacheChoice.Provided choice,
      ServerContext server,
      Function<String, @Nullable SocacheProvider> socache) {
    SocacheProvider provider = socache.apply(choice.provider());
    return provider == null
        ? null
        : new SharedStaples(
            provider.open(choice.argument(), SharedStaples.PURPOSE, server),
            choice.provider() + ":" + choice.argument(),
            server.clock());
  }

  /** What orders the staples of certificates that are renewed while the generation serves. */
  Stapling forRenewal() {
    return new Stapling(this);
  }

  /** A host may only staple when the server has somewhere to keep staples, as in httpd. */
  void check(VirtualHost host) throws HostFailure {
    if (host.settings().get(StaplingSettings.USE)
        && cache(server) instanceof StapleCacheChoice.Missing) {
      throw new HostFailure(
          "AH01958: SSLStapling: no stapling cache available",
          "add SSLStaplingCache shmcb:path(size) outside of all virtual hosts",
          List.of());
    }
  }

  /**
   * Whether a host's certificate is to be stapled: one that requires it also where nothing is
   * written.
   */
  static boolean staples(VirtualHost host, Certificate certificate) {
    Settings settings = host.settings();
    return settings.get(StaplingSettings.USE)
        || ManagedStapling.wanted(settings)
        || (certificate.requiresStaple() && !settings.has(StaplingSettings.USE));
  }

  /** The staple of a certificate; null if it was not ordered yet. */
  @Nullable Staple staple(Certificate certificate) {
    return stapler.staple(certificate);
  }

  /**
   * Orders the staple of a certificate, and those of what is sent after it where they can be
   * stapled.
   */
  StapleSource order(VirtualHost host, HostIdentity identity, List<Certificate> trust) {
    Settings settings = host.settings();
    boolean required = identity.certificate().requiresStaple();
    if (!staples(host, identity.certificate())) {
      if (required) {
        host.log()
            .server(
                Ssl.LOG,
                LogLevel.WARN,
                "the certificate "
                    + identity.label()
                    + " requires a staple (RFC 7633), and clients that look will refuse it"
                    + " without one: remove SSLUseStapling off");
      }
      return new LateStaple(false, LateStaple.Instead.NOTHING, List.of(), () -> {});
    }
    List<Certificate> candidates = new ArrayList<>(identity.chain());
    candidates.addAll(trust);
    List<LateStaple> chain =
        TlsLibrary.staplesChains()
            ? identity.chain().stream()
                .map(
                    sent ->
                        chains.computeIfAbsent(
                            sent, _ -> orderSent(host, identity, sent, candidates)))
                .toList()
            : List.of();
    LateStaple staple =
        new LateStaple(
            required,
            instead(settings),
            chain,
            counts.of(identity.certificate()).servedWithout::increment);
    wanted.add(
        new WantedStaple(host, identity.certificate(), identity.label(), true, candidates, staple));
    return staple;
  }

  private LateStaple orderSent(
      VirtualHost host, HostIdentity identity, Certificate sent, List<Certificate> candidates) {
    LateStaple staple = new LateStaple(false, LateStaple.Instead.NOTHING, List.of(), () -> {});
    if (!sent.ocspUrls().isEmpty() && !sent.isSignedBy(sent)) {
      wanted.add(new WantedStaple(host, sent, identity.label(), false, candidates, staple));
    }
    return staple;
  }

  /** httpd staples errors unless told not to, and clients refuse them: here they are asked for. */
  private static LateStaple.Instead instead(Settings settings) {
    boolean errors = settings.get(StaplingSettings.RETURN_RESPONDER_ERRORS);
    return new LateStaple.Instead(
        errors && settings.has(StaplingSettings.RETURN_RESPONDER_ERRORS),
        errors
            && settings.has(StaplingSettings.FAKE_TRY_LATER)
            && settings.get(StaplingSettings.FAKE_TRY_LATER));
  }

  /**
   * Fetches what was ordered since the last time, and keeps it fresh from then on. Waits no longer
   * than the longest SSLStaplingResponderTimeout; what comes later is stapled from then on.
   */
  void fetch() throws StartupException {
    Duration wait =
        wanted.stream().map(WantedStaple::timeout).max(Duration::compareTo).orElse(Duration.ZERO);
    long deadline = System.nanoTime() + wait.toNanos();
    List<WantedStaple> ready = new ArrayList<>();
    List<StapleOrder> orders = new ArrayList<>();
    List<CompletableFuture<Void>> attempts = new ArrayList<>();
    for (WantedStaple each : wanted) {
      Optional<Certificate> issuer = each.issuerAtHand();
      if (issuer.isPresent()) {
        ready.add(each);
        orders.add(order(each, issuer.get()));
      } else {
        CompletableFuture<Void> attempt = new CompletableFuture<>();
        attempts.add(attempt);
        searches.put(
            Thread.ofVirtual().name("stapler-issuer").start(() -> search(each, wait, attempt)),
            each.certificate());
      }
    }
    try {
      stapler.fetch(orders, wait);
      ready.forEach(this::fetched);
      CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new))
          .get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // What is still being searched for is stapled when it is there.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StartupException(List.of("stopped while staples were fetched"));
    }
    if (owner) {
      forgetOld();
      stapler.start();
    }
    wanted.clear();
  }

  /**
   * Looks for an issuer where the certificate says that it can be had, until it is there.
   *
   * @param attempt completed when the first attempt is over
   */
  private void search(WantedStaple each, Duration wait, CompletableFuture<Void> attempt) {
    try {
      Optional<Certificate> found = each.fetchIssuer(issuers);
      if (found.isEmpty()) {
        each.tellNoIssuer();
      }
      while (found.isEmpty() && !each.certificate().caIssuersUrls().isEmpty()) {
        attempt.complete(null);
        Thread.sleep(PAUSE);
        found = each.fetchIssuer(issuers);
      }
      if (found.isPresent()) {
        stapler.fetch(List.of(order(each, found.get())), wait);
        fetched(each);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      attempt.complete(null);
    }
  }

  private StapleOrder order(WantedStaple each, Certificate issuer) {
    log.owner(each.certificate(), base(each.host()), each.host());
    return new StapleOrder(
        each.certificate(), issuer, each.policy(), times(each.host().settings()));
  }

  private void fetched(WantedStaple each) {
    each.staple().fetched(stapler.staple(each.certificate()));
  }

  private StapleTimes times(Settings settings) {
    return new StapleTimes(
        renewal(),
        Duration.ofSeconds(settings.get(StaplingSettings.STANDARD_CACHE_TIMEOUT)),
        Duration.ofSeconds(settings.get(StaplingSettings.ERROR_CACHE_TIMEOUT)));
  }

  private StapleTimes.Renewal renewal() {
    ManagedStapling.Window window =
        server.main().settings().get(ManagedStapling.RENEW_WINDOW).orElse(null);
    return switch (window) {
      case null -> StapleTimes.DEFAULT.renewal();
      case ManagedStapling.Window.Part(int percent) -> new StapleTimes.Renewal.Part(percent);
      case ManagedStapling.Window.Time(Duration left) -> new StapleTimes.Renewal.Time(left);
    };
  }

  /** The first host of a host's address. */
  private VirtualHost base(VirtualHost host) {
    return server.hosts().stream()
        .filter(other -> other.addresses().stream().anyMatch(host.addresses()::contains))
        .findFirst()
        .orElse(host);
  }

  private void forgetOld() {
    if (files == null) {
      return;
    }
    Set<Certificate> used = new HashSet<>();
    wanted.forEach(each -> used.add(each.certificate()));
    try {
      Duration kept = server.main().settings().get(ManagedStapling.KEPT_UNUSED);
      files.deleteOthers(used, server.clock().instant().minus(kept));
    } catch (IOException unreadable) {
      server
          .main()
          .log()
          .server(
              Ssl.LOG,
              LogLevel.WARN,
              "stapling responses of certificates that are gone cannot be removed from "
                  + files.place()
                  + ": "
                  + unreadable.getMessage());
    }
  }

  /** Forgets all certificates but these: hosts have been renewed. */
  void retain(Collection<Certificate> certificates) {
    searches.forEach(
        (search, certificate) -> {
          if (!certificates.contains(certificate)) {
            search.interrupt();
          }
        });
    stapler.retain(certificates);
    counts.retain(certificates);
    log.retain(certificates);
  }

  @Override
  public void close() {
    searches.keySet().forEach(Thread::interrupt);
    if (owner) {
      stapler.close();
      if (shared != null) {
        shared.close();
      }
    }
  }
}
