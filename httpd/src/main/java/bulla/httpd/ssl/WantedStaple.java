package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.revocation.ExchangeEvents;
import bulla.revocation.HttpUrl;
import bulla.revocation.IssuerFinder;
import bulla.revocation.OcspFailure;
import bulla.revocation.OcspPolicy;
import bulla.tls.LibrarySignatures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A staple that is wanted, how its certificate's issuer can be found, and how its responder is
 * asked.
 *
 * @param label {@code name:port:index}, as messages name the host's certificate
 * @param own whether it is of the host's certificate, and not of one that is sent after it
 * @param candidates among which the issuer is looked for first
 */
record WantedStaple(
    VirtualHost host,
    Certificate certificate,
    String label,
    boolean own,
    List<Certificate> candidates,
    LateStaple staple) {

  /** Of each step over the network. */
  Duration timeout() {
    return Duration.ofSeconds(settings().get(StaplingSettings.RESPONDER_TIMEOUT));
  }

  /** The issuer, if a file has it. */
  Optional<Certificate> issuerAtHand() {
    return IssuerFinder.among(certificate, candidates);
  }

  /**
   * The issuer, from where the certificate says that it can be had. Blocks.
   *
   * @param events told of each exchange
   */
  Optional<Certificate> fetchIssuer(ExchangeEvents events) {
    return new IssuerFinder(
            timeout(), proxy(), settings().get(OcspSettings.ALLOWED), events, this::tellNotAllowed)
        .find(certificate, List.of(), List.of());
  }

  private void tellNotAllowed(OcspFailure failure) {
    if (failure instanceof OcspFailure.NotAllowed(String place, String address)) {
      host.log()
          .server(
              Ssl.LOG,
              LogLevel.ERROR,
              RevocationLog.notAllowed("issuer certificate at", place, address));
    }
  }

  /** That there is no issuer. Nobody has asked for the staples of what is sent after the own. */
  void tellNoIssuer() {
    HostLog log = host.log();
    LogLevel level = own ? LogLevel.ERROR : LogLevel.INFO;
    String message = "AH02217: ssl_stapling_init_cert: can't retrieve issuer certificate!";
    log.server(Ssl.LOG, level, message + CertificateDetails.suffix(certificate, message.length()));
    log.server(
        Ssl.LOG,
        level,
        "AH02604: Unable to configure certificate "
            + (own ? label : "chain of " + label)
            + " for stapling");
  }

  /** How the responder is asked; SSLStaplingForceURL is the word of the host's certificate. */
  OcspPolicy policy() {
    return policy(settings(), own);
  }

  /** The same for who wants no staple. */
  static OcspPolicy policy(Settings settings, boolean own) {
    String forced = own ? settings.get(StaplingSettings.FORCE_URL).orElse(null) : null;
    long age = settings.get(StaplingSettings.MAX_AGE);
    return OcspPolicy.STAPLING
        .with()
        .responder(forced, forced != null)
        .skew(Duration.ofSeconds(settings.get(StaplingSettings.TIME_SKEW)))
        .maxAge(age < 0 ? null : Duration.ofSeconds(age))
        .timeout(Duration.ofSeconds(settings.get(StaplingSettings.RESPONDER_TIMEOUT)))
        .proxy(settings.get(OcspSettings.PROXY).orElse(null))
        .hash(settings.get(OcspSettings.HASH))
        .allowed(settings.get(OcspSettings.ALLOWED))
        .signatures(new LibrarySignatures())
        .build();
  }

  private @Nullable HttpUrl proxy() {
    return settings().get(OcspSettings.PROXY).orElse(null);
  }

  private Settings settings() {
    return host.settings();
  }
}
