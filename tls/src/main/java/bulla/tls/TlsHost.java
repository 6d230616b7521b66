package bulla.tls;

/**
 * One host's TLS policy, ready to serve: certificates, protocols, client authentication. Immutable,
 * shared by all connections of the host. Its owner closes it once; connections that still use it
 * keep what they need until they end.
 */
public final class TlsHost implements AutoCloseable {

  private final TlsSettings settings;

  private TlsHost(TlsSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes a host.
   *
   * @throws TlsSettingsException if a certificate, key, cipher list or trust file cannot be used;
   *     tells which, with OpenSSL's own lines
   */
  public static TlsHost of(TlsSettings settings) throws TlsSettingsException {
    return new TlsHost(settings);
  }

  /** What it was made from. */
  public TlsSettings settings() {
    return settings;
  }

  @Override
  public void close() {}
}
