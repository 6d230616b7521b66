package bulla.httpd.ssl;

import bulla.httpd.core.Problems;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.revocation.AllowedPlaces;
import bulla.revocation.CrlEvents;
import bulla.revocation.CrlFetcher;
import bulla.revocation.CrlInForce;
import bulla.revocation.CrlStore;
import bulla.revocation.CrlSuccession;
import bulla.revocation.HttpUrl;
import bulla.tls.VerificationPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The CRLs of all hosts. Hosts that name the same files share what is in them. */
final class CrlStores implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<Places, CrlStore> stores = new LinkedHashMap<>();
  private final Map<Way, CrlFetcher> fetchers = new LinkedHashMap<>();
  private final ServerContext server;
  private final CrlSuccession succession;

  CrlStores(ServerContext server) {
    this.server = server;
    this.succession = server.process().part(CrlSuccession.class, CrlSuccession::new);
  }

  /** How lists are fetched; a proxy is asked for responders' answers and for lists. */
  private record Way(Optional<HttpUrl> proxy, AllowedPlaces allowed) {
    static Way of(Settings settings) {
      return new Way(settings.get(OcspSettings.PROXY), settings.get(OcspSettings.ALLOWED));
    }
  }

  /** Where a host's lists come from; fetched ones where there is a way. */
  private record Places(Optional<Path> file, Optional<Path> directory, Optional<Way> fetch) {
    static Places of(Settings settings) {
      return new Places(
          settings.get(CrlSettings.FILE),
          settings.get(CrlSettings.PATH),
          settings.get(CrlSettings.FETCH) ? Optional.of(Way.of(settings)) : Optional.empty());
    }

    boolean none() {
      return file.isEmpty() && directory.isEmpty() && fetch.isEmpty();
    }
  }

  /** Reads the CRLs of a host; what cannot be done stops the start. */
  void add(VirtualHost host, Problems problems) {
    Settings settings = host.settings();
    Places places = Places.of(settings);
    boolean checked = settings.get(CrlSettings.CHECK) != CrlSettings.Scope.NONE;
    if (places.none()) {
      if (checked) {
        problems.error(
            settings.get(CrlSettings.CHECK_AT).orElse(null),
            "AH01899: Host "
                + SslHost.id(host)
                + ": CRL checking has been enabled, but neither SSLCARevocationFile nor"
                + " SSLCARevocationPath is configured",
            "name the CRLs of the clients' CAs, or write BullaCRLDistributionPoints on");
      }
    } else if (!checked) {
      problems.warn(
          settings.get(CrlSettings.LISTS_AT).orElse(null),
          "AH01902: Host "
              + SslHost.id(host)
              + ": X.509 CRL storage locations configured, but CRL checking"
              + " (SSLCARevocationCheck) is not enabled");
    } else {
      read(places, host, problems);
    }
  }

  private void read(Places places, VirtualHost host, Problems problems) {
    if (stores.containsKey(places)) {
      return;
    }
    CrlStore store =
        new CrlStore(
            places.file().orElse(null),
            places.directory().orElse(null),
            places.fetch().map(way -> fetchers.computeIfAbsent(way, this::fetcher)).orElse(null),
            succession,
            server.clock(),
            events(host));
    stores.put(places, store);
    try {
      store.load();
    } catch (IOException unusable) {
      problems.error(
          host.settings().get(CrlSettings.LISTS_AT).orElse(null),
          "AH01901: Host "
              + SslHost.id(host)
              + ": unable to configure X.509 CRL storage for certificate revocation",
          String.valueOf(unusable.getMessage()));
    }
  }

  private CrlFetcher fetcher(Way way) {
    return new CrlFetcher(
        TIMEOUT,
        way.proxy().orElse(null),
        way.allowed(),
        server.main().settings().get(CrlSettings.CACHE).orElse(null),
        succession,
        server.clock(),
        events(server.main()),
        VerificationPool::blocking);
  }

  private CrlEvents events(VirtualHost host) {
    return SslMetrics.of(server).crls().before(new CrlLog(host), server.clock());
  }

  /** The lists that clients are looked up in at the moment. */
  List<CrlInForce> inForce() {
    return Stream.concat(
            stores.values().stream().map(CrlStore::inForce),
            fetchers.values().stream().map(CrlFetcher::inForce))
        .flatMap(List::stream)
        .toList();
  }

  /** The CRLs that a host's clients are looked up in; null if they are not. */
  @Nullable CrlStore of(VirtualHost host) {
    return host.settings().get(CrlSettings.CHECK) == CrlSettings.Scope.NONE
        ? null
        : stores.get(Places.of(host.settings()));
  }

  /** Starts to look for changes. At most once. */
  void start() {
    fetchers.values().forEach(CrlFetcher::start);
    stores.values().forEach(CrlStore::start);
  }

  @Override
  public void close() {
    fetchers.values().forEach(CrlFetcher::close);
    stores.values().forEach(CrlStore::close);
  }
}
