package bulla.httpd.ssl;

import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.revocation.CacheLimits;
import bulla.revocation.CrlStore;
import bulla.revocation.HttpUrl;
import bulla.revocation.IssuerFinder;
import bulla.revocation.OcspChecker;
import bulla.revocation.OcspPolicy;
import bulla.revocation.StapleOrder;
import bulla.revocation.Stapler;
import bulla.tls.StapleSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one generation asks responders: about its clients' certificates, and for its own staples.
 */
final class Certification implements AutoCloseable {
  /** How long the start waits for staples; what comes later is stapled from then on. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final ServerContext server;
  private final OcspChecker checker;
  private final CrlStores crls;
  private final boolean owner;
  private final StapleLog log = new StapleLog();
  private final List<StapleOrder> orders = new ArrayList<>();
  private final Map<Certificate, List<LateStaple>> late = new LinkedHashMap<>();
  private @Nullable Stapler stapler;

  /**
   * Certification of a generation.
   *
   * @param crls closed with it
   */
  Certification(ServerContext server, CrlStores crls) {
    this(server, new OcspChecker(server.clock(), CacheLimits.DEFAULT), crls, true);
  }

  private Certification(ServerContext server, OcspChecker checker, CrlStores crls, boolean owner) {
    this.server = server;
    this.checker = checker;
    this.crls = crls;
    this.owner = owner;
  }

  /** What asks for staples of certificates that are renewed, and knows clients as this one does. */
  Certification forRenewal() {
    return new Certification(server, checker, crls, false);
  }

  /** A host may only staple when the server has somewhere to keep staples, as in httpd. */
  void check(VirtualHost host) throws HostFailure {
    if (host.settings().get(StaplingSettings.USE)
        && !server.main().settings().get(StaplingSettings.CACHE_CONFIGURED)) {
      throw new HostFailure(
          "AH01958: SSLStapling: no stapling cache available",
          "add SSLStaplingCache shmcb:path(size) outside of all virtual hosts",
          List.of());
    }
  }

  /**
   * Who tells whether clients of a host are revoked.
   *
   * @param trust the certificates that the host's clients' chains are built with
   */
  Revocation revocation(VirtualHost host, List<Certificate> trust) throws HostFailure {
    Settings settings = host.settings();
    List<Certificate> signers;
    try {
      signers =
          PemFiles.certificates(
              settings.get(OcspSettings.RESPONDER_CERTIFICATES), Optional.empty());
    } catch (IOException unusable) {
      throw new HostFailure(
          "SSLOCSPResponderCertificateFile cannot be used for " + SslHost.id(host),
          String.valueOf(unusable.getMessage()),
          List.of());
    }
    OcspPolicy policy =
        new OcspPolicy(
            settings.get(OcspSettings.DEFAULT_RESPONDER).orElse(null),
            settings.get(OcspSettings.OVERRIDE_RESPONDER),
            settings.get(OcspSettings.NONCE),
            Duration.ofSeconds(settings.get(OcspSettings.TIME_SKEW)),
            age(settings.get(OcspSettings.MAX_AGE)),
            Duration.ofSeconds(settings.get(OcspSettings.TIMEOUT)),
            settings.get(OcspSettings.NO_VERIFY),
            signers,
            proxy(settings));
    CrlStore lists = crls.of(host);
    if (lists != null) {
      host.log()
          .server(Ssl.LOG, LogLevel.DEBUG, "AH01900: Configuring certificate revocation facility");
      lists.know(trust);
    }
    return new Revocation(checker, policy, lists, trust);
  }

  /** Orders the staple of a certificate. */
  StapleSource staple(VirtualHost host, HostIdentity identity, List<Certificate> trust) {
    Settings settings = host.settings();
    // httpd staples tryLater unless told not to, and clients refuse it: here it must be asked for.
    boolean tryLater =
        settings.has(StaplingSettings.FAKE_TRY_LATER)
            && settings.get(StaplingSettings.FAKE_TRY_LATER)
            && settings.get(StaplingSettings.RETURN_RESPONDER_ERRORS);
    boolean use = settings.get(StaplingSettings.USE);
    LateStaple staple = new LateStaple(use && tryLater);
    if (use) {
      order(host, identity, trust, staple);
    }
    return staple;
  }

  private void order(
      VirtualHost host, HostIdentity identity, List<Certificate> trust, LateStaple staple) {
    Settings settings = host.settings();
    Certificate certificate = identity.certificate();
    Duration timeout = Duration.ofSeconds(settings.get(StaplingSettings.RESPONDER_TIMEOUT));
    Optional<Certificate> issuer =
        new IssuerFinder(timeout, proxy(settings)).find(certificate, identity.chain(), trust);
    if (issuer.isEmpty()) {
      String message = "AH02217: ssl_stapling_init_cert: can't retrieve issuer certificate!";
      host.log()
          .server(
              Ssl.LOG,
              LogLevel.ERROR,
              message + CertificateDetails.suffix(certificate, message.length()));
      host.log()
          .server(
              Ssl.LOG,
              LogLevel.ERROR,
              "AH02604: Unable to configure certificate " + identity.label() + " for stapling");
      return;
    }
    String forced = settings.get(StaplingSettings.FORCE_URL).orElse(null);
    OcspPolicy policy =
        new OcspPolicy(
            forced,
            forced != null,
            false,
            Duration.ofSeconds(settings.get(StaplingSettings.TIME_SKEW)),
            age(settings.get(StaplingSettings.MAX_AGE)),
            timeout,
            false,
            List.of(),
            proxy(settings));
    log.owner(certificate, base(host), host);
    orders.add(new StapleOrder(certificate, issuer.get(), policy));
    late.computeIfAbsent(certificate, first -> new ArrayList<>()).add(staple);
  }

  private static @Nullable HttpUrl proxy(Settings settings) {
    return settings.get(OcspSettings.PROXY).orElse(null);
  }

  private static @Nullable Duration age(long seconds) {
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }

  /** The first host of a host's address. */
  private VirtualHost base(VirtualHost host) {
    return server.hosts().stream()
        .filter(other -> other.addresses().stream().anyMatch(host.addresses()::contains))
        .findFirst()
        .orElse(host);
  }

  /** Fetches all staples before any port is open, and keeps them fresh from then on. */
  void fetchStaples() throws StartupException {
    if (orders.isEmpty()) {
      return;
    }
    Stapler made =
        new Stapler(
            orders,
            server.main().settings().get(StaplingSettings.CACHE_PATH).orElse(null),
            server.clock(),
            log);
    stapler = made;
    late.forEach(
        (certificate, waiting) ->
            waiting.forEach(staple -> staple.fetched(made.staple(certificate))));
    try {
      made.fetchAll(WAIT);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StartupException(List.of("stopped while staples were fetched"));
    }
    made.start();
  }

  @Override
  public void close() {
    if (owner) {
      checker.close();
      crls.close();
    }
    Stapler made = stapler;
    if (made != null) {
      made.close();
    }
  }
}
