package bulla.tls;

import bulla.openssl.SslContext;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One host's TLS policy, ready to serve: certificates, protocols, client authentication. Immutable,
 * shared by all connections of the host. Its owner closes it once; what libssl holds for it is
 * freed when the last connection that has met it is over.
 */
public final class TlsHost implements AutoCloseable {

  private final TlsSettings settings;
  private final SslContext context;
  private final SslContext first;
  private final VerifiedChains verifiedChains = new VerifiedChains(InstantSource.system());

  /** The owner, and connections that have met it. */
  private final AtomicInteger holders = new AtomicInteger(1);

  private @Nullable Object attachment;

  private TlsHost(TlsSettings settings, SslContext context, SslContext first) {
    this.settings = settings;
    this.context = context;
    this.first = first;
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
    SslContext first = settings.commands().isEmpty() ? context : SslContext.server();
    boolean made = false;
    try {
      HostContext.fill(context, settings);
      if (first != context) {
        HostContext.fillWithoutCommands(first, settings);
      }
      made = true;
      return new TlsHost(settings, context, first);
    } finally {
      if (!made) {
        close(context, first);
      }
    }
  }

  /** What it was made from. */
  public TlsSettings settings() {
    return settings;
  }

  /** What its owner has attached; null if nothing. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Attaches something of its owner's, before it serves anybody. */
  public void attach(Object newAttachment) {
    attachment = newAttachment;
  }

  @Override
  public void close() {
    release();
  }

  /** A connection has met it, and will {@link #release} it; false if it is over already. */
  boolean hold() {
    int before;
    do {
      before = holders.get();
      if (before == 0) {
        return false;
      }
    } while (!holders.compareAndSet(before, before + 1));
    return true;
  }

  /** A connection that has met it is over. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      close(context, first);
    }
  }

  /** What serves the host's connections. */
  SslContext context() {
    return context;
  }

  /** What a connection begins with while its host is not known yet and this is the default. */
  SslContext first() {
    return first;
  }

  /** Whether it serves nobody: a certificate of its must not be shown without a staple. */
  public boolean lacksStaple() {
    for (TlsSettings.Identity identity : settings.identities()) {
      if (identity.staples().missing()) {
        return true;
      }
    }
    return false;
  }

  VerifiedChains verifiedChains() {
    return verifiedChains;
  }

  boolean asksForCertificates() {
    return settings.clientAuthentication() != ClientAuthentication.NONE;
  }

  /** Whether a handshake may have to wait for a session that is kept elsewhere. */
  boolean mayWaitForSessions() {
    SessionCache cache = settings.sessions().cache();
    return cache != null && cache.mayBlock();
  }

  /** Whether a chain can be built from its leaf and what the host itself trusts. */
  boolean completes(List<byte[]> chain) {
    for (byte[] der : chain.subList(1, chain.size())) {
      if (settings.trust().stream().noneMatch(trusted -> Arrays.equals(trusted, der))) {
        return false;
      }
    }
    return true;
  }

  private static void close(SslContext context, SslContext first) {
    context.close();
    if (first != context) {
      first.close();
    }
  }
}
