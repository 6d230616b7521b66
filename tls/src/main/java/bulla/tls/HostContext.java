package bulla.tls;

import bulla.openssl.CommandException;
import bulla.openssl.ConfigurationCommand;
import bulla.openssl.HostPolicy;
import bulla.openssl.OpenSslException;
import bulla.openssl.Pkey;
import bulla.openssl.SslContext;
import bulla.openssl.Verify;
import bulla.openssl.X509;
import bulla.tls.TlsSettingsException.Part;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns a host's settings into what libssl holds, and libssl's refusals into the setting's name.
 */
final class HostContext {

  /** Oldest first; the place of each is its version's, counted from 0x0301. */
  private static final List<String> PROTOCOLS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private static final int TLS_1_0 = 0x0301;

  private final SslContext context;
  private final TlsSettings settings;

  private HostContext(SslContext context, TlsSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  static void fill(SslContext context, TlsSettings settings) throws TlsSettingsException {
    HostContext host = new HostContext(context, settings);
    host.policy();
    host.sessions();
    host.ciphers();
    for (int i = 0; i < settings.identities().size(); i++) {
      host.identity(settings.identities().get(i), i);
    }
    host.trust();
    context.applicationProtocols(settings.applicationProtocols(), settings.serverProtocolOrder());
    host.commands();
  }

  /**
   * What connections to a host begin with whose commands not every host shares: an SSL* cannot be
   * given back what a command took from it.
   */
  static void fillWithoutCommands(SslContext context, TlsSettings settings)
      throws TlsSettingsException {
    HostContext host = new HostContext(context, settings);
    host.policy();
    host.sessions();
  }

  /** The bits of SSL_set_verify(3) for a question in the first handshake or on TLS 1.2. */
  static int verifyMode(ClientAuthentication asked) {
    return switch (asked) {
      case NONE -> Verify.NONE;
      case OPTIONAL -> Verify.PEER;
      case REQUIRE -> Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT;
    };
  }

  private void policy() throws TlsSettingsException {
    Set<String> wanted = settings.protocols();
    List<String> known = PROTOCOLS.stream().filter(wanted::contains).toList();
    if (known.isEmpty() || known.size() != wanted.size()) {
      throw new TlsSettingsException(
          Part.PROTOCOLS, 0, "protocols are some of " + PROTOCOLS + ", not " + wanted, List.of());
    }
    int first = PROTOCOLS.indexOf(known.getFirst());
    int last = PROTOCOLS.indexOf(known.getLast());
    if (last - first + 1 != known.size()) {
      throw new TlsSettingsException(
          Part.PROTOCOLS, 0, "protocols may leave no gap: " + known, List.of());
    }
    try {
      context.policy(
          new HostPolicy(
              TLS_1_0 + first,
              TLS_1_0 + last,
              settings.serverCipherOrder(),
              settings.sessions().resumable() ? 1 : 0,
              settings.sessions().tickets(),
              settings.cipherSuites(),
              sessionIdContext(),
              verifyMode(settings.clientAuthentication()),
              settings.verifyDepth()));
    } catch (OpenSslException refused) {
      throw refusal(Part.CIPHERS, 0, refused);
    }
  }

  private void sessions() {
    TlsSessions sessions = settings.sessions();
    context.sessionTimeout(sessions.life());
    SessionCache cache = sessions.cache();
    if (cache != null) {
      context.keepSessions(cache::forget);
    }
  }

  private void ciphers() throws TlsSettingsException {
    String list = settings.cipherList();
    if (list != null) {
      try {
        context.cipherList(list);
      } catch (OpenSslException refused) {
        throw refusal(Part.CIPHERS, 0, refused);
      }
    }
  }

  private void identity(TlsSettings.Identity identity, int index) throws TlsSettingsException {
    Pkey key = identity.key().key();
    try (X509 certificate = certificate(identity.certificate(), Part.CERTIFICATE, index);
        Certificates chain = new Certificates()) {
      for (byte[] der : identity.chain()) {
        chain.add(certificate(der, Part.CHAIN, index));
      }
      if (!certificate.belongsTo(key)) {
        throw new TlsSettingsException(
            Part.PAIR, index, "certificate and private key are not a pair", List.of());
      }
      context.addIdentity(certificate, key, chain.all());
    } catch (OpenSslException refused) {
      throw refusal(Part.CERTIFICATE, index, refused);
    }
  }

  private void trust() throws TlsSettingsException {
    for (byte[] der : settings.trust()) {
      try (X509 anchor = X509.ofDer(der)) {
        context.trust(anchor);
      } catch (OpenSslException refused) {
        throw refusal(Part.TRUST, 0, refused);
      }
    }
    try {
      context.offerNames(settings.offeredNames());
    } catch (OpenSslException refused) {
      throw refusal(Part.TRUST, 0, refused);
    }
  }

  private void commands() throws TlsSettingsException {
    try {
      context.commands(
          settings.commands().stream()
              .map(command -> new ConfigurationCommand(command.name(), command.value()))
              .toList());
    } catch (CommandException refused) {
      throw new TlsSettingsException(
          Part.CONFIGURATION_COMMAND,
          refused.index(),
          String.valueOf(refused.getMessage()),
          refused.errors());
    }
  }

  private static X509 certificate(byte[] der, Part part, int index) throws TlsSettingsException {
    try {
      return X509.ofDer(der);
    } catch (OpenSslException refused) {
      throw refusal(part, index, refused);
    }
  }

  private static TlsSettingsException refusal(Part part, int index, OpenSslException refused) {
    return new TlsSettingsException(
        part, index, String.valueOf(refused.getMessage()), refused.errors());
  }

  /**
   * Sessions carry a client's identity: they are resumed where clients are asked and verified in
   * the very same way, and nowhere else (CVE-2025-23419, CVE-2025-23048).
   */
  private byte[] sessionIdContext() {
    HandshakeRequest request = settings.handshakeRequest();
    String policy =
        String.join(
            "\n",
            settings.id(),
            settings.clientAuthentication().name(),
            Integer.toString(settings.verifyDepth()),
            request == null ? "-" : Integer.toString(request.depth()),
            settings.sessionPolicy(),
            "");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(policy.getBytes(StandardCharsets.UTF_8));
      // DER carries its own length, so the pieces need no separator.
      settings.trust().forEach(digest::update);
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Certificates that are freed together. */
  private static final class Certificates implements AutoCloseable {
    private final List<X509> certificates = new ArrayList<>();

    void add(X509 certificate) {
      certificates.add(certificate);
    }

    List<X509> all() {
      return certificates;
    }

    @Override
    public void close() {
      certificates.forEach(X509::close);
    }
  }
}
