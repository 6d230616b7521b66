package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.Authentication;
import bulla.tls.TlsConnection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we remember of a TLS connection beyond what it tells itself. Written by the gate on the
 * event loop and by whoever judges certificates on a thread that may block, one after the other.
 */
final class ConnectionFacts {
  private volatile @Nullable Demand demand;
  private volatile @Nullable Authentication unaskable;
  private volatile @Nullable Shown shown;
  private volatile @Nullable Acceptance acceptance;
  private volatile @Nullable Finding finding;
  private volatile @Nullable RefusalId refusal;
  private boolean guarded;

  /**
   * A certificate of the client, and what libcrypto said of it.
   *
   * @param chain leaf first, as far as it could be built
   * @param error the X509_V_ number, 0 for a good chain
   * @param errorDepth the index at which the error arose
   * @param depth how many certificates above the leaf were allowed
   */
  record Shown(List<Certificate> chain, int error, int errorDepth, int depth) {
    Shown {
      chain = List.copyOf(chain);
    }

    /** How many certificates stand above the leaf. */
    int length() {
      return chain.size() - 1;
    }
  }

  /**
   * The certificate that was shown was found good enough.
   *
   * @param forgiven the X509_V_ number that was overlooked, 0 for none
   * @param until when it has to be looked at again
   * @param news what {@link Revocation#news} was
   */
  record Acceptance(int forgiven, Instant until, long news) {
    boolean fresh(Instant now, long newsNow) {
      return news == newsNow && now.isBefore(until);
    }
  }

  /** What is remembered of a connection; nothing yet of one that nobody has asked about. */
  static ConnectionFacts of(TlsConnection connection) {
    if (connection.attachment() instanceof ConnectionFacts known) {
      return known;
    }
    ConnectionFacts fresh = new ConnectionFacts();
    connection.attach(fresh);
    return fresh;
  }

  /** What was asked last by a path; null if only the host asked. */
  @Nullable Demand question() {
    return demand;
  }

  /** What the client's certificate is held against: what was asked last. */
  Demand demand(VirtualHost host) {
    Demand asked = demand;
    return asked == null ? Demand.of(host) : asked;
  }

  void asking(Demand asked) {
    demand = asked;
    shown = null;
    acceptance = null;
    finding = null;
    refusal = null;
  }

  /** Why the client cannot be asked on this connection; null if nobody tried in vain. */
  @Nullable Authentication unaskable() {
    return unaskable;
  }

  void unaskable(Authentication why) {
    unaskable = why;
  }

  /** What was verified on this connection; null if nothing was. */
  @Nullable Shown shown() {
    return shown;
  }

  void show(Shown certificate) {
    shown = certificate;
    acceptance = null;
  }

  void accept(Acceptance found) {
    acceptance = found;
    finding = null;
  }

  void refuse(Finding why) {
    acceptance = null;
    finding = why;
  }

  /** Why the certificate was not good enough when it was looked at last; null if it was. */
  @Nullable Finding finding() {
    return finding;
  }

  /** Under which id the client was refused in a handshake; null if it was not. */
  @Nullable RefusalId refusal() {
    return refusal;
  }

  void refused(RefusalId id) {
    refusal = id;
  }

  /**
   * Whether the certificate is known to be good enough for what is needed, now.
   *
   * @param news what {@link Revocation#news} is now
   */
  boolean accepts(Needed needed, Instant now, long news) {
    Shown certificate = shown;
    Acceptance known = acceptance;
    return certificate != null
        && known != null
        && certificate.length() <= needed.depth()
        && (known.forgiven == VerifyErrors.OK || needed.mode() == VerifyMode.OPTIONAL_NO_CA)
        && known.fresh(now, news);
  }

  /** Whether the certificate was accepted, and has to be looked at again. */
  boolean stale(Instant now, long news) {
    Acceptance known = acceptance;
    return known != null && !known.fresh(now, news);
  }

  /** Whether somebody looked at the certificate on this connection and trusts it. */
  boolean trusted() {
    Acceptance known = acceptance;
    return known != null && known.forgiven == VerifyErrors.OK;
  }

  /**
   * Whether it is for the caller to have the connection end when its certificate is revoked: once,
   * when there is one. Event loop.
   */
  boolean claimGuard() {
    boolean claimed = !guarded && trusted();
    guarded |= claimed;
    return claimed;
  }

  /** What {@link Revocation#news} was when the certificate was accepted; 0 if it is not. */
  long acceptedAt() {
    Acceptance known = acceptance;
    return known == null ? 0 : known.news;
  }

  /** The X509_V_ number that was forgiven, 0 for none. */
  int forgiven() {
    Acceptance known = acceptance;
    return known == null ? VerifyErrors.OK : known.forgiven;
  }

  /**
   * The client's certificates, leaf first; empty as long as nobody has accepted them. What a client
   * shows unasked for by any path could say anything.
   */
  List<Certificate> accepted() {
    Shown certificate = shown;
    return certificate == null || acceptance == null ? List.of() : certificate.chain();
  }
}
