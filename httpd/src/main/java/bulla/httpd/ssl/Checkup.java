package bulla.httpd.ssl;

import bulla.apacheconf.Position;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.AllowedPlaces;
import bulla.revocation.IssuerFinder;
import bulla.revocation.OcspEvents;
import bulla.revocation.OcspPolicy;
import bulla.revocation.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Examines what a configuration leans on to tell whether certificates are revoked: its
 * certificates, keys and CRLs, and every responder and place that they and the directives name.
 * Opens no port, asks for no passphrase, changes nothing.
 */
public final class Checkup {
  /** Of each network step to places of CRLs and issuers, as when the server asks them. */
  private static final Duration STEP = Duration.ofSeconds(10);

  private final ServerContext server;
  private final Instant now;
  private final Map<Certificate, Subject> subjects = new LinkedHashMap<>();
  private final Map<String, Examined> others = new LinkedHashMap<>();

  private Checkup(ServerContext server) {
    this.server = server;
    this.now = server.clock().instant();
  }

  /**
   * Examines; places are asked side by side. Blocks.
   *
   * @param longest how long is waited for all places together
   */
  public static List<Examined> of(ServerContext server, Duration longest)
      throws InterruptedException {
    Checkup checkup = new Checkup(server);
    SslModule.speaking(server).forEach(checkup::host);
    List<Examined> all = new ArrayList<>(Questions.ask(checkup.subjects.values(), longest));
    all.addAll(checkup.others.values());
    return List.copyOf(all);
  }

  private void host(VirtualHost host) {
    String id = SslHost.id(host);
    Settings settings = host.settings();
    List<Certificate> authorities = authorities(host);
    OcspPolicy stapling = WantedStaple.policy(settings, true);
    int count = settings.get(SslSettings.CERTIFICATE_FILES).size();
    if (count == 0) {
      broken(
          host,
          "AH02572: Failed to configure at least one certificate and key for " + id,
          "name them with SSLCertificateFile and SSLCertificateKeyFile");
    }
    for (int i = 0; i < count; i++) {
      try {
        NamedFiles files = NamedFiles.read(host, i);
        own(host, files, authorities, stapling);
      } catch (HostFailure failure) {
        broken(host, failure.text(), failure.remedy());
      }
    }
    OcspPolicy policy = clients(host, authorities);
    for (Certificate authority : authorities) {
      Subject subject = subject(authority, "client CA of " + id);
      subject.found(CertificateFacts.anchored(authority, authorities));
      places(subject, authorities, policy);
    }
    new ListFacts(host, authorities, server.clock())
        .examine()
        .forEach(each -> others.putIfAbsent(each.name() + " " + each.about(), each));
  }

  /** A certificate that the host shows, and what it sends with it. */
  private void own(
      VirtualHost host, NamedFiles files, List<Certificate> authorities, OcspPolicy policy) {
    String id = SslHost.id(host);
    List<Certificate> others =
        Stream.of(files.chain(), authorities).flatMap(List::stream).distinct().toList();
    Subject subject = subject(files.certificate(), id);
    subject.of(position(host));
    subject.found(CertificateFacts.key(files));
    subject.found(
        CertificateFacts.staple(files.certificate(), Stapling.staples(host, files.certificate())));
    places(subject, others, policy.with().responder(null, false).build());
    subject.answered(
        asked ->
            new ChainFacts(
                    files, Stream.concat(authorities.stream(), issuers(asked).stream()).toList())
                .examine());
    host.settings()
        .get(StaplingSettings.FORCE_URL)
        .ifPresent(
            url ->
                responder(subject, url, others, policy.with().allowed(AllowedPlaces.ANY).build()));
    for (Certificate each : files.chain()) {
      places(subject(each, "chain of " + id), others, policy.with().responder(null, false).build());
    }
  }

  /** Whose certificates places of issuers have given. */
  private static List<Certificate> issuers(List<Asked> asked) {
    return asked.stream()
        .filter(each -> each.kind() == Asked.Kind.AIA)
        .map(Asked::signer)
        .<Certificate>mapMulti(
            (signer, found) -> {
              if (signer != null) {
                found.accept(signer);
              }
            })
        .toList();
  }

  private Subject subject(Certificate certificate, String name) {
    Subject subject = subjects.computeIfAbsent(certificate, Subject::new);
    subject.named(name);
    subject.found(CertificateFacts.validity(certificate, now));
    return subject;
  }

  /** Everything that a certificate names. */
  private void places(Subject subject, List<Certificate> others, OcspPolicy policy) {
    Certificate certificate = subject.certificate();
    Probe probe = probe(policy);
    if (!certificate.isSelfIssued()) {
      certificate.ocspUrls().forEach(url -> responder(subject, url, others, policy));
    }
    for (String url : certificate.crlUrls()) {
      subject.ask(
          Asked.Kind.CRL,
          url,
          () ->
              Remedies.judged(
                  Asked.Kind.CRL,
                  url,
                  probe.list(url, certificate, withIssuer(certificate, others, policy)),
                  policy.skew()));
    }
    for (String url : certificate.caIssuersUrls()) {
      subject.ask(
          Asked.Kind.AIA,
          url,
          () ->
              Remedies.judged(Asked.Kind.AIA, url, probe.issuer(url, certificate), policy.skew()));
    }
  }

  private void responder(Subject subject, String url, List<Certificate> others, OcspPolicy policy) {
    Certificate certificate = subject.certificate();
    Probe probe = probe(policy);
    subject.ask(
        Asked.Kind.OCSP,
        url,
        () ->
            issuer(certificate, others, policy)
                .map(
                    issuer ->
                        Remedies.judged(
                            Asked.Kind.OCSP,
                            url,
                            probe.responder(url, certificate, issuer, policy),
                            policy.skew()))
                .orElseGet(() -> Remedies.withoutIssuer(url)));
  }

  private static Optional<Certificate> issuer(
      Certificate certificate, List<Certificate> others, OcspPolicy policy) {
    return new IssuerFinder(STEP, policy.proxy(), policy.allowed(), OcspEvents.NONE, _ -> {})
        .find(certificate, others, List.of());
  }

  private static List<Certificate> withIssuer(
      Certificate certificate, List<Certificate> others, OcspPolicy policy) {
    Set<Certificate> all = new LinkedHashSet<>(others);
    if (!certificate.isSelfIssued()) {
      issuer(certificate, others, policy).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  /** How clients are asked for; the responder that is there for all of them is asked too. */
  private OcspPolicy clients(VirtualHost host, List<Certificate> authorities) {
    Settings settings = host.settings();
    String id = SslHost.id(host);
    List<Certificate> signers = List.of();
    try {
      signers =
          PemFiles.certificates(
              settings.get(OcspSettings.RESPONDER_CERTIFICATES), Optional.empty());
      signers.forEach(signer -> subject(signer, "trusted OCSP signer of " + id));
    } catch (IOException unusable) {
      broken(
          host,
          "SSLOCSPResponderCertificateFile cannot be used",
          String.valueOf(unusable.getMessage()));
    }
    OcspPolicy policy = Certification.policy(settings, signers);
    String url = settings.get(OcspSettings.DEFAULT_RESPONDER).orElse(null);
    if (url != null && settings.get(OcspSettings.ENABLE) != OcspSettings.Scope.OFF) {
      Probe probe = probe(policy);
      for (Certificate authority : ListFacts.ofClients(authorities)) {
        subject(authority, "client CA of " + id)
            .ask(
                Asked.Kind.OCSP,
                url,
                () ->
                    Remedies.judged(
                        Asked.Kind.OCSP,
                        url,
                        probe.responder(
                            url, authority, policy.with().allowed(AllowedPlaces.ANY).build()),
                        policy.skew()));
      }
    }
    // Where the server asks about CAs it asks so; elsewhere a nonce is not to be missed.
    boolean all = settings.get(OcspSettings.ENABLE) == OcspSettings.Scope.ON;
    return policy.with().responder(null, false).nonce(all && policy.nonce()).build();
  }

  private List<Certificate> authorities(VirtualHost host) {
    Settings settings = host.settings();
    try {
      return PemFiles.certificates(
          settings.get(SslSettings.CA_FILE), settings.get(SslSettings.CA_PATH));
    } catch (IOException unusable) {
      broken(
          host,
          "AH01895: Unable to configure verify locations for client authentication",
          String.valueOf(unusable.getMessage()));
      return List.of();
    }
  }

  private Probe probe(OcspPolicy policy) {
    return new Probe(STEP, policy.proxy(), policy.allowed(), server.clock());
  }

  /** Something that cannot even be read. */
  private void broken(VirtualHost host, String text, String remedy) {
    String id = SslHost.id(host);
    others.put(
        id + text,
        new Examined(id, position(host), "", null, List.of(Fact.wrong(text, remedy)), List.of()));
  }

  /** Where the host is written; empty for the main server, which is written everywhere. */
  static String position(VirtualHost host) {
    Position at = host.at();
    return at == null ? "" : at.toString();
  }
}
