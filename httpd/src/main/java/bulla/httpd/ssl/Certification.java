package bulla.httpd.ssl;

import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.CacheLimits;
import bulla.revocation.CrlInForce;
import bulla.revocation.CrlStore;
import bulla.revocation.HttpUrl;
import bulla.revocation.OcspChecker;
import bulla.revocation.OcspPolicy;
import bulla.tls.LibrarySignatures;
import bulla.tls.VerificationPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one generation asks responders: about its clients' certificates, and for its own staples.
 */
final class Certification implements AutoCloseable {
  private final OcspChecker checker;
  private final CrlStores crls;
  private final boolean owner;
  private final Stapling stapling;
  private final VerdictCounts counts;

  /**
   * Certification of a generation.
   *
   * @param crls closed with it
   * @param stapling closed with it
   */
  Certification(ServerContext server, CrlStores crls, Stapling stapling) {
    this(
        new OcspChecker(
            server.clock(),
            CacheLimits.DEFAULT,
            server.main().settings().get(OcspSettings.CACHE).orElse(null),
            SslMetrics.of(server).verdicts(),
            VerificationPool::blocking),
        crls,
        stapling,
        SslMetrics.of(server).verdicts(),
        true);
  }

  private Certification(
      OcspChecker checker, CrlStores crls, Stapling stapling, VerdictCounts counts, boolean owner) {
    this.counts = counts;
    this.checker = checker;
    this.crls = crls;
    this.stapling = stapling;
    this.owner = owner;
  }

  /** What asks for staples of certificates that are renewed, and knows clients as this one does. */
  Certification forRenewal() {
    return new Certification(checker, crls, stapling.forRenewal(), counts, false);
  }

  Stapling stapling() {
    return stapling;
  }

  /** The CRLs that clients are looked up in at the moment. */
  List<CrlInForce> listsInForce() {
    return crls.inForce();
  }

  /** How many verdicts on clients are kept. */
  long keptVerdicts() {
    return checker.keptVerdicts();
  }

  /** The responders that are left in peace, {@code host:port}. */
  Set<String> hangingResponders() {
    return checker.hanging();
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
    CrlStore lists = crls.of(host);
    if (lists != null) {
      host.log()
          .server(Ssl.LOG, LogLevel.DEBUG, "AH01900: Configuring certificate revocation facility");
      lists.know(trust);
    }
    return new Revocation(checker, policy(settings, signers), lists, trust, counts);
  }

  /** How responders are asked about clients. */
  static OcspPolicy policy(Settings settings, List<Certificate> signers) {
    return OcspPolicy.HTTPD
        .with()
        .responder(
            settings.get(OcspSettings.DEFAULT_RESPONDER).orElse(null),
            settings.get(OcspSettings.OVERRIDE_RESPONDER))
        .nonce(settings.get(OcspSettings.NONCE))
        .skew(Duration.ofSeconds(settings.get(OcspSettings.TIME_SKEW)))
        .maxAge(age(settings.get(OcspSettings.MAX_AGE)))
        .timeout(Duration.ofSeconds(settings.get(OcspSettings.TIMEOUT)))
        .noverify(settings.get(OcspSettings.NO_VERIFY))
        .responderCertificates(signers)
        .proxy(proxy(settings))
        .hash(settings.get(OcspSettings.HASH))
        .allowed(settings.get(OcspSettings.ALLOWED))
        .signatures(new LibrarySignatures())
        .build();
  }

  private static @Nullable HttpUrl proxy(Settings settings) {
    return settings.get(OcspSettings.PROXY).orElse(null);
  }

  private static @Nullable Duration age(long seconds) {
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }

  @Override
  public void close() {
    if (owner) {
      checker.close();
      crls.close();
    }
    stapling.close();
  }
}
