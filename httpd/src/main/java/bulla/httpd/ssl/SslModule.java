package bulla.httpd.ssl;

import bulla.apacheconf.Position;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Problems;
import bulla.httpd.core.Rules;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.SocacheProvider;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.TlsProvider;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsLibrary;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Apache's mod_ssl. Stands before authz in the order of the modules: a path's Require looks at the
 * certificate that the gate has asked for.
 */
public final class SslModule implements HttpdModule {
  private final SslHosts hosts = new SslHosts();
  private final SslVariables variables = new SslVariables(hosts);
  private final RevokedClients revoked = new RevokedClients();
  private final Refusals refusals = new Refusals();
  private Function<VirtualHost, List<String>> protocols = host -> List.of("http/1.1");
  private @Nullable ServerContext started;
  private @Nullable Certification certification;
  private @Nullable Hooks hooks;
  private @Nullable CertificateWatch watch;
  private @Nullable HostRenewal renewal;
  private @Nullable CrlStores crls;

  @Override
  public String file() {
    return "mod_ssl.c";
  }

  @Override
  public String identifier() {
    return "ssl_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules(Ssl.MODULE);
    ConnectionDirectives.addTo(rules);
    SessionDirectives.addTo(rules);
    CommandDirective.addTo(rules);
    RefusedDirectives.addTo(rules);
    CertificateDirectives.addTo(rules);
    AccessDirectives.addTo(rules);
    OcspDirectives.addTo(rules);
    CrlDirectives.addTo(rules);
    RefusalSettings.addTo(rules);
    StaplingDirectives.addTo(rules);
    return rules.list();
  }

  @Override
  public List<String> softwareComponents() {
    return List.of(TlsLibrary.product());
  }

  @Override
  public void register(Hooks hooks) {
    this.hooks = hooks;
    hooks.tls(this::tls);
    protocols = hooks::applicationProtocols;
    hooks.fixup(new EnvironmentFixup(variables));
    hooks.hostCheck(new HostNameCheck(hosts, refusals));
    RequirementCheck requirements = new RequirementCheck(variables, refusals);
    hooks.accessCheck(new AccessGate(hosts, requirements, revoked, new ClientRefusal(refusals)));
    hooks.denial(requirements::denied);
    new TlsRequirements(hosts).addTo(hooks);
    hooks.expressionVariables("SSL_", variables);
    hooks.logVariable("x", variables);
    hooks.logVariable("c", variables::shorthand);
    hooks.collector(this::measurements);
  }

  private TlsProvider.@Nullable Tls tls(InetSocketAddress local, List<VirtualHost> sharing) {
    List<VirtualHost> speaking = sharing.stream().filter(host -> hosts.of(host) != null).toList();
    // The address's first host decides whether the address speaks TLS at all.
    if (speaking.isEmpty() || hosts.of(sharing.getFirst()) == null) {
      return null;
    }
    return new TlsProvider.Tls(
        new SniTable(speaking, hosts),
        new SslEvents(sharing.getFirst(), hosts, counts(), refusals),
        connection -> {
          SslHost host = hosts.of(connection);
          return host == null ? null : host.host();
        });
  }

  @Override
  public void check(ServerContext server, Problems problems) {
    CrlStores read = new CrlStores(server);
    crls = read;
    speaking(server).forEach(host -> read.add(host, problems));
    Settings settings = server.main().settings();
    if (settings.get(SslSettings.SESSION_CACHE) instanceof SessionCacheChoice.Provided chosen) {
      String problem =
          problem(
              chosen.provider(),
              chosen.argument(),
              "session cache not supported (known names: " + knownCaches() + "). Maybe",
              "?).");
      tell(problem, "SSLSessionCache: ", chosen.at(), problems);
    }
    if (settings.get(StaplingSettings.CACHE) instanceof StapleCacheChoice.Provided chosen) {
      String problem =
          problem(
              chosen.provider(),
              chosen.argument(),
              "stapling cache not supported (known names: default,shmcb) Maybe",
              "?)");
      tell(problem, "SSLStaplingCache: ", chosen.at(), problems);
    }
  }

  private @Nullable String problem(String name, String argument, String unknown, String end) {
    SocacheProvider provider = socache(name);
    return provider == null
        ? "'"
            + name
            + "' "
            + unknown
            + " you need to load the appropriate socache module (mod_socache_"
            + name
            + end
        : provider.problem(argument);
  }

  private static void tell(
      @Nullable String problem, String directive, Position at, Problems problems) {
    if (problem != null) {
      problems.error(
          at,
          directive + problem,
          "use shmcb:path(size), or redis:host:port with mod_socache_redis loaded, or"
              + " memcache:host:port with mod_socache_memcache loaded");
    }
  }

  private String knownCaches() {
    Hooks all = hooks;
    return Stream.concat(
            Stream.of("shmcb", "dbm"), all == null ? Stream.of() : all.socaches().stream())
        .collect(Collectors.joining(","));
  }

  private @Nullable SocacheProvider provider(SessionCacheChoice choice) {
    return choice instanceof SessionCacheChoice.Provided chosen ? socache(chosen.provider()) : null;
  }

  private @Nullable SocacheProvider socache(String name) {
    Hooks all = hooks;
    return all == null ? null : all.socache(name);
  }

  @Override
  public void start(ServerContext server) throws StartupException {
    KeptKeys kept = server.process().part(KeptKeys.class, KeptKeys::new);
    Settings settings = server.main().settings();
    try (KeyReader keys =
            new KeyReader(settings.get(SslSettings.PASSPHRASE_DIALOG), kept, server.main().log());
        SessionBuilder sessions =
            new SessionBuilder(server, provider(settings.get(SslSettings.SESSION_CACHE)))) {
      start(server, keys, sessions);
      sessions.use();
    }
  }

  private MetricSnapshots measurements() {
    SslMetrics counted = counts();
    ServerContext now = started;
    Certification made = certification;
    if (now == null || made == null) {
      return MetricSnapshots.of();
    }
    SslState state = new SslState(hosts, made, counted, now.clock().instant());
    return new MetricSnapshots(
        Stream.concat(counted.collect().stream(), state.collect().stream()).toList());
  }

  private SslMetrics counts() {
    ServerContext server = started;
    if (server == null) {
      throw new IllegalStateException("asked before the start");
    }
    return SslMetrics.of(server);
  }

  private void start(ServerContext server, KeyReader keys, SessionBuilder sessions)
      throws StartupException {
    List<String> lines = new ArrayList<>();
    CrlStores read = crls;
    if (read == null) {
      throw new IllegalStateException("started without having been checked");
    }
    started = server;
    Certification made = new Certification(server, read, new Stapling(server, this::socache));
    certification = made;
    List<VirtualHost> all = speaking(server);
    HostRenewal taker = new HostRenewal(hosts, made, (host, with) -> renewed(server, host, with));
    CertificateWatch watching = new CertificateWatch(taker::take);
    all.forEach(watching::add);
    for (VirtualHost host : all) {
      try {
        made.stapling().check(host);
        hosts.add(
            new HostBuilder(server, host, keys, sessions, protocols.apply(host), refusals)
                .build(made));
      } catch (HostFailure failure) {
        host.log().server(Ssl.LOG, LogLevel.EMERG, failure.text());
        LibraryErrors.log(host.log(), LogLevel.EMERG, failure.libraryErrors());
        lines.add(failure.text() + " (" + failure.remedy() + ")");
      }
    }
    if (!lines.isEmpty()) {
      server
          .main()
          .log()
          .server(
              Ssl.LOG,
              LogLevel.EMERG,
              "AH02311: Fatal error initialising mod_ssl, exiting. See the hosts' error logs for"
                  + " more information");
      close();
      throw new StartupException(lines);
    }
    read.start();
    refusals.start(server);
    revoked.start(counts()::revokedConnectionClosed);
    made.stapling().fetch();
    renewal = taker;
    if (server.main().settings().get(SslSettings.CERTIFICATE_WATCH)) {
      watch = watching;
      watching.start();
    }
  }

  /** The hosts that speak TLS. */
  static List<VirtualHost> speaking(ServerContext server) {
    return Stream.concat(Stream.of(server.main()), server.hosts().stream())
        .filter(host -> host.settings().get(SslSettings.ENGINE))
        .toList();
  }

  /** A host from its files as they are now, while the others stay. */
  private SslHost renewed(ServerContext server, VirtualHost host, Certification with)
      throws HostFailure {
    KeptKeys kept = server.process().part(KeptKeys.class, KeptKeys::new);
    Settings settings = server.main().settings();
    try (KeyReader keys =
            new KeyReader(settings.get(SslSettings.PASSPHRASE_DIALOG), kept, host.log());
        SessionBuilder sessions =
            new SessionBuilder(server, provider(settings.get(SslSettings.SESSION_CACHE)))) {
      SslHost built =
          new HostBuilder(server, host, keys, sessions, protocols.apply(host), refusals)
              .build(with);
      sessions.use();
      return built;
    }
  }

  @Override
  public List<String> unready() {
    return hosts.all().stream()
        .filter(host -> host.tls().lacksStaple())
        .map(SslHost::lacking)
        .sorted()
        .toList();
  }

  @Override
  public List<OwnDirectory> ownDirectories(ServerContext server) {
    Settings settings = server.main().settings();
    return Stream.of(
            Stapling.cache(server).directory().map(path -> new OwnDirectory(path, ".ocsp")),
            settings.get(OcspSettings.CACHE).map(path -> new OwnDirectory(path, ".ocsp")),
            settings.get(CrlSettings.CACHE).map(path -> new OwnDirectory(path, ".crl")),
            speaking(server).isEmpty()
                ? Optional.<OwnDirectory>empty()
                : RefusalSettings.directory(server)
                    .map(path -> new OwnDirectory(path, RefusalFiles.SUFFIX)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void close() {
    revoked.close();
    refusals.close();
    if (watch != null) {
      watch.close();
    }
    if (renewal != null) {
      renewal.close();
    }
    Certification made = certification;
    if (made != null) {
      made.close();
    }
    hosts.all().forEach(host -> host.tls().close());
  }
}
