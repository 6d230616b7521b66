package bulla.httpd.ssl;

import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Setting;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.TlsHost;
import bulla.tls.TlsSettings;
import bulla.tls.TlsSettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the TLS side of one virtual host from the files that its directives name. */
final class HostBuilder {
  private final ServerContext server;
  private final VirtualHost host;
  private final Settings settings;
  private final String id;
  private final List<String> protocols;
  private final KeyReader keys;
  private final SessionBuilder sessions;
  private final Refusals refusals;

  /**
   * Makes a builder.
   *
   * @param protocols what its connections may settle on, the best first
   */
  HostBuilder(
      ServerContext server,
      VirtualHost host,
      KeyReader keys,
      SessionBuilder sessions,
      List<String> protocols,
      Refusals refusals) {
    this.refusals = refusals;
    this.protocols = List.copyOf(protocols);
    this.server = server;
    this.host = host;
    this.keys = keys;
    this.sessions = sessions;
    this.settings = host.settings();
    this.id = SslHost.id(host);
  }

  SslHost build(Certification certification) throws HostFailure {
    int count = settings.get(SslSettings.CERTIFICATE_FILES).size();
    if (count == 0) {
      throw new HostFailure(
          "AH02572: Failed to configure at least one certificate and key for " + id,
          "name them with SSLCertificateFile and SSLCertificateKeyFile",
          List.of());
    }
    List<HostIdentity> identities = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        identities.add(HostIdentity.read(host, i, keys));
      }
      return build(identities, certification);
    } finally {
      identities.forEach(HostIdentity::close);
    }
  }

  private SslHost build(List<HostIdentity> identities, Certification certification)
      throws HostFailure {
    List<Certificate> trust = trust(SslSettings.CA_FILE, SslSettings.CA_PATH);
    List<Certificate> offered = trust(SslSettings.CADN_FILE, SslSettings.CADN_PATH);
    warn(identities, trust);
    VerifyMode mode = settings.get(SslSettings.VERIFY_CLIENT);
    ClientVerification verification =
        new ClientVerification(server, host, certification.revocation(host, trust), refusals);
    TlsSettings tls =
        new TlsSettings(
            id,
            identities.stream()
                .map(
                    identity ->
                        identity.toTls(certification.stapling().order(host, identity, trust)))
                .toList(),
            settings.get(SslSettings.PROTOCOLS),
            settings.get(SslSettings.CIPHER_LIST).orElse(null),
            settings.get(SslSettings.CIPHER_SUITES).orElse(null),
            settings.get(SslSettings.HONOR_CIPHER_ORDER),
            mode.authentication(),
            settings.get(SslSettings.VERIFY_DEPTH),
            trust.stream().map(Certificate::der).toList(),
            (offered.isEmpty() ? trust : offered)
                .stream().map(authority -> authority.subject().der()).toList(),
            verification,
            ClientPolicy.handshakeRequest(host),
            ClientPolicy.text(settings),
            protocols,
            settings.get(CoreSettings.PROTOCOLS_HONOR_ORDER),
            sessions.of(host),
            settings.get(SslSettings.COMMANDS).stream()
                .map(line -> new TlsSettings.Command(line.command(), line.value()))
                .toList());
    try {
      return new SslHost(
          host,
          TlsHost.of(tls),
          identities.stream().map(HostIdentity::certificate).toList(),
          identities.stream().flatMap(identity -> identity.chain().stream()).toList(),
          verification);
    } catch (TlsSettingsException refused) {
      throw refused(refused, identities);
    }
  }

  private List<Certificate> trust(Setting<Optional<Path>> file, Setting<Optional<Path>> directory)
      throws HostFailure {
    try {
      return PemFiles.certificates(settings.get(file), settings.get(directory));
    } catch (IOException unusable) {
      throw new HostFailure(
          "AH01895: Unable to configure verify locations for client authentication",
          String.valueOf(unusable.getMessage()),
          List.of());
    }
  }

  private HostFailure refused(TlsSettingsException refused, List<HostIdentity> identities) {
    HostIdentity identity = identities.get(Math.min(refused.index(), identities.size() - 1));
    String said =
        refused.part() == TlsSettingsException.Part.CONFIGURATION_COMMAND
            ? "correct it: " + settings.get(SslSettings.COMMANDS).get(refused.index()).at()
            : String.valueOf(refused.getMessage());
    String text =
        switch (refused.part()) {
          case CERTIFICATE, CHAIN ->
              "AH02562: Failed to configure certificate "
                  + identity.label()
                  + " (with chain), check "
                  + identity.certificateFile();
          case PRIVATE_KEY, PASSPHRASE ->
              "AH02564: Failed to configure encrypted (?) private key "
                  + identity.label()
                  + ", check "
                  + identity.keyFile();
          case PAIR ->
              "AH02565: Certificate and private key "
                  + identity.label()
                  + " from "
                  + identity.certificateFile()
                  + " and "
                  + identity.keyFile()
                  + " do not match";
          case TRUST -> "AH01895: Unable to configure verify locations for client authentication";
          case CIPHERS -> "AH01898: Unable to configure permitted SSL ciphers";
          case PROTOCOLS -> "AH02231: No SSL protocols available [hint: SSLProtocol]";
          case CONFIGURATION_COMMAND -> {
            CommandDirective.Line line = settings.get(SslSettings.COMMANDS).get(refused.index());
            yield "AH02407: \"SSLOpenSSLConfCmd "
                + line.command()
                + " "
                + line.value()
                + "\" failed for "
                + id;
          }
        };
    return new HostFailure(text, said, refused.libraryErrors());
  }

  private void warn(List<HostIdentity> identities, List<Certificate> trust) {
    for (HostIdentity identity : identities) {
      if (identity.certificate().isCa()) {
        warn(
            "AH01906: "
                + identity.label()
                + " server certificate is a CA certificate (BasicConstraints: CA == TRUE !?)");
      }
      String name = host.serverName();
      if (name != null && !namedBy(identity.certificate(), name)) {
        warn(
            "AH01909: "
                + identity.label()
                + " server certificate does NOT include an ID which matches the server name");
      }
    }
    if (settings.get(SslSettings.VERIFY_CLIENT) == VerifyMode.REQUIRE && trust.isEmpty()) {
      warn(
          "AH01897: Init: Oops, you want to request client authentication, but no CAs are known"
              + " for verification!?  [Hint: SSLCACertificate*]");
    }
  }

  private void warn(String message) {
    host.log().server(Ssl.LOG, LogLevel.WARN, message);
  }

  /** RFC 6125 6.4: a DNS name, in which one star may stand for the leftmost label. */
  private static boolean namedBy(Certificate certificate, String name) {
    List<String> ids =
        certificate.dnsNames().isEmpty()
            ? certificate.subject().values("CN")
            : certificate.dnsNames();
    String wanted = name.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return ids.stream()
        .map(id -> id.toLowerCase(Locale.ROOT))
        .anyMatch(id -> id.equals(wanted) || (dot > 0 && id.equals("*" + wanted.substring(dot))));
  }
}
