package bulla.tls;

import bulla.openssl.SslContext;
import java.time.InstantSource;

/**
 * One host's TLS policy, ready to serve: certificates, protocols, client authentication. Immutable,
 * shared by all connections of the host. Its owner closes it once; connections that still use it
 * keep what they need until they end.
 */
public final class TlsHost implements AutoCloseable {

  private final TlsSettings settings;
  private final SslContext context;
  private final VerifiedChains verifiedChains = new VerifiedChains(InstantSource.system());

  private TlsHost(TlsSettings settings, SslContext context) {
    this.settings = settings;
    this.context = context;
  }

  /**
   * Makes a host.
   *
   * @throws TlsSettingsException if a certificate, key, cipher list or trust file cannot be used;
   *     tells which, with OpenSSL's own lines
   * @throws bulla.openssl.OpenSslUnavailableException if OpenSSL 3 is not installed
   */
  public static TlsHost of(TlsSettings settings) throws TlsSettingsException {
    SslContext context = SslContext.server();
    boolean made = false;
    try {
      HostContext.fill(context, settings);
      made = true;
      return new TlsHost(settings, context);
    } finally {
      if (!made) {
        context.close();
      }
    }
  }

  /** What it was made from. */
  public TlsSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    context.close();
  }

  SslContext context() {
    return context;
  }

  VerifiedChains verifiedChains() {
    return verifiedChains;
  }

  boolean asksForCertificates() {
    return settings.clientAuthentication() != ClientAuthentication.NONE;
  }
}
