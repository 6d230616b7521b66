package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.tls.ClientChain;
import bulla.tls.ClientVerifier;
import bulla.tls.TlsConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges the chain that a client shows: what libcrypto said of it, its length (SSLVerifyDepth), and
 * whether its certificates are revoked (SSLCARevocationCheck, SSLOCSPEnable). Every doubt refuses.
 *
 * <p>What it has to say goes to the log of the first host of the connection's address: httpd has no
 * other at this moment.
 */
final class ClientVerification implements ClientVerifier {
  /** Even a responder that grants its answer no time at all is not asked for each request. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final ServerContext server;
  private final VirtualHost host;
  private final Revocation revocation;
  private final Refusals refusals;

  ClientVerification(
      ServerContext server, VirtualHost host, Revocation revocation, Refusals refusals) {
    this.server = server;
    this.host = host;
    this.revocation = revocation;
    this.refusals = refusals;
  }

  @Override
  public int verify(ClientChain chain, TlsConnection connection) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    Demand demand = facts.demand(host);
    ConnectionFacts.Shown shown = show(chain, connection, demand.depth());
    if (shown == null) {
      Finding unreadable =
          new Finding(
              RefusalCause.UNREADABLE_CERTIFICATE,
              VerifyErrors.APPLICATION_VERIFICATION,
              0,
              null,
              null,
              List.of());
      refusals.ofUnreadable(
          connection, host, level(log(connection), unreadable), unreadable, demand, chain);
      return VerifyErrors.APPLICATION_VERIFICATION;
    }
    if (connection.handshakeRequested()) {
      // Whether it will do is for the path to say, if one ever needs it.
      return VerifyErrors.OK;
    }
    Finding found = judge(shown, connection, demand);
    if (found == null) {
      return VerifyErrors.OK;
    }
    refused(connection, found, demand);
    return found.error() == VerifyErrors.CRL_EXPIRED
        ? VerifyErrors.CRL_EXPIRED_FOR_PEER
        : found.error();
  }

  /** Nothing is told at once where logs tell each step, and lists are not looked into. */
  @Override
  public boolean acceptsAtOnce(ClientChain chain, TlsConnection connection) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    int depth = facts.demand(host).depth();
    long news = revocation.news();
    Instant now = server.clock().instant();
    if (chain.error() != VerifyErrors.OK
        || chain.certificates().isEmpty()
        || chain.certificates().size() - 1 > depth
        || host.settings().get(CrlSettings.CHECK) != CrlSettings.Scope.NONE
        || contradicting(chain.certificates()) >= 0
        || log(connection).permits(Ssl.LOG, LogLevel.INFO)) {
      return false;
    }
    ConnectionFacts.Shown shown =
        new ConnectionFacts.Shown(chain.certificates(), chain.error(), chain.errorDepth(), depth);
    if (connection.handshakeRequested()) {
      facts.show(shown);
      return true;
    }
    Instant until = new RevocationCheck(host, revocation).keptUntil(chain.certificates());
    if (until == null || !now.isBefore(end(shown))) {
      return false;
    }
    facts.show(shown);
    facts.accept(accepted(shown, until, now, news));
    return true;
  }

  /** Remembers it for the record of the refusal. */
  @Override
  public void unproven(ClientChain chain, TlsConnection connection) {
    ConnectionFacts.Shown _ =
        show(chain, connection, ConnectionFacts.of(connection).demand(host).depth());
  }

  private void refused(TlsConnection connection, Finding finding, Demand demand) {
    refusals.ofConnection(connection, host, level(log(connection), finding), finding, demand);
  }

  /** Of the line that tells of a finding. */
  static LogLevel level(HostLog base, Finding finding) {
    return finding.cause() != RefusalCause.CHAIN_TOO_LONG && base.permits(Ssl.LOG, LogLevel.INFO)
        ? LogLevel.INFO
        : LogLevel.ERROR;
  }

  /**
   * Remembers what a client has shown.
   *
   * @return null if we cannot read what libcrypto could: nothing is believed that we cannot look at
   */
  ConnectionFacts.@Nullable Shown show(ClientChain chain, TlsConnection connection, int depth) {
    if (chain.certificates().isEmpty()) {
      failed(
          log(connection), connection.remoteAddress(), VerifyErrors.APPLICATION_VERIFICATION, null);
      return null;
    }
    ConnectionFacts.Shown shown =
        new ConnectionFacts.Shown(chain.certificates(), chain.error(), chain.errorDepth(), depth);
    ConnectionFacts.of(connection).show(shown);
    return shown;
  }

  /** Where what concerns a connection goes: to the log of the address's first host. */
  HostLog log(TlsConnection connection) {
    return server.base(connection.localAddress()).log();
  }

  /** See {@link Revocation#news}. */
  long news() {
    return revocation.news();
  }

  /**
   * Judges what a client has shown, and remembers the judgement. May block.
   *
   * @return why it is not good enough; null if it is accepted
   */
  @Nullable Finding judge(ConnectionFacts.Shown shown, TlsConnection connection, Demand demand) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    return switch (judgement(shown, connection, demand)) {
      case Judgement.Accepted(ConnectionFacts.Acceptance acceptance) -> {
        facts.accept(acceptance);
        yield null;
      }
      case Judgement.Refused(Finding finding) -> {
        facts.refuse(finding);
        yield finding;
      }
    };
  }

  /**
   * Why a certificate that was accepted is revoked by now, as far as is known; null if it is not.
   * May block, and changes nothing.
   */
  @Nullable Finding revoked(ConnectionFacts.Shown shown, TlsConnection connection) {
    Demand same = Demand.of(host).with(false, shown.length());
    return judgement(shown, connection, same) instanceof Judgement.Refused(Finding finding)
            && finding.error() == VerifyErrors.REVOKED
        ? finding
        : null;
  }

  /** Tells that an open connection ends because of a certificate. */
  void ended(TlsConnection connection, Finding finding) {
    refusals.ofConnection(connection, host, LogLevel.INFO, finding, null);
  }

  /** What is found about a certificate. */
  private sealed interface Judgement {
    record Accepted(ConnectionFacts.Acceptance acceptance) implements Judgement {}

    record Refused(Finding finding) implements Judgement {}
  }

  private Judgement judgement(
      ConnectionFacts.Shown shown, TlsConnection connection, Demand demand) {
    return judge(shown, demand, log(connection), connection.remoteAddress());
  }

  private Judgement judge(
      ConnectionFacts.Shown shown, Demand demand, HostLog base, InetSocketAddress remote) {
    int depth = demand.depth();
    if (shown.error() == VerifyErrors.CHAIN_TOO_LONG || shown.length() > depth) {
      traceChain(base, remote, shown.chain());
      base.connection(
          Ssl.LOG,
          LogLevel.ERROR,
          null,
          remote,
          "AH02040: Certificate Verification: Certificate Chain too long (chain has "
              + shown.length()
              + " certificates, but maximum allowed are only "
              + depth
              + ")");
      String lengths =
          "%d CAs stand above the client's certificate, %d are allowed"
              .formatted(shown.length(), depth);
      return new Judgement.Refused(
          new Finding(
              RefusalCause.CHAIN_TOO_LONG,
              VerifyErrors.UNSPECIFIED,
              0,
              lengths,
              demand.depthLine(),
              List.of()));
    }
    long news = revocation.news();
    Instant now = server.clock().instant();
    Instant listed = Instant.MAX;
    List<Refusal.Consulted> consulted = new ArrayList<>();
    if (isLookedUp(shown.error(), demand.lenient())) {
      CrlCheck.Result lists =
          new CrlCheck(host, revocation)
              .check(shown.chain(), shown.error() == VerifyErrors.OK, consulted);
      Finding unlisted = lists.finding();
      if (unlisted != null) {
        trace(base, remote, shown.chain(), unlisted.about());
        return refused(unlisted, shown, base, remote);
      }
      listed = lists.until();
    }
    traceChain(base, remote, shown.chain());
    if (shown.error() != VerifyErrors.OK) {
      Finding error = libraryError(shown, demand.lenient(), base, remote);
      return error == null
          ? new Judgement.Accepted(new ConnectionFacts.Acceptance(shown.error(), listed, news))
          : new Judgement.Refused(error.after(consulted));
    }
    if (!now.isBefore(end(shown))) {
      int ended = ended(shown);
      failed(base, remote, VerifyErrors.EXPIRED, shown.chain().getFirst());
      return new Judgement.Refused(Finding.ofLibrary(VerifyErrors.EXPIRED, ended));
    }
    int contradicting = contradicting(shown.chain());
    if (contradicting >= 0) {
      Finding invalid =
          new Finding(
              RefusalCause.CONTRADICTORY_NO_REV_AVAIL,
              VerifyErrors.INVALID_EXTENSION,
              contradicting,
              null,
              null,
              consulted);
      return refused(invalid, shown, base, remote);
    }
    RevocationCheck.Result found =
        new RevocationCheck(host, revocation).check(shown.chain(), base, remote, now, consulted);
    Finding doubt = found.finding();
    if (doubt != null) {
      failed(base, remote, doubt.error(), shown.chain().getFirst());
      return new Judgement.Refused(doubt);
    }
    return new Judgement.Accepted(accepted(shown, earliest(found.until(), listed), now, news));
  }

  private static ConnectionFacts.Acceptance accepted(
      ConnectionFacts.Shown shown, Instant until, Instant now, long news) {
    Instant fresh = latest(until, now.plus(SHORTEST));
    return new ConnectionFacts.Acceptance(VerifyErrors.OK, earliest(fresh, end(shown)), news);
  }

  private static Judgement refused(
      Finding finding, ConnectionFacts.Shown shown, HostLog base, InetSocketAddress remote) {
    failed(base, remote, finding.error(), shown.chain().get(finding.about()));
    return new Judgement.Refused(finding);
  }

  /** A certificate below the anchor that RFC 9608 3 has us take for invalid; -1 for none. */
  private int contradicting(List<Certificate> chain) {
    if (host.settings().get(OcspSettings.NO_REV_AVAIL)) {
      for (int i = 0; i < Math.max(chain.size() - 1, 1); i++) {
        if (chain.get(i).contradictsNoRevAvail()) {
          return i;
        }
      }
    }
    return -1;
  }

  /** libcrypto looks into CRLs as soon as there is a chain, and at its times only then. */
  private static boolean isLookedUp(int error, boolean lenient) {
    return switch (error) {
      case VerifyErrors.OK, VerifyErrors.NOT_YET_VALID, VerifyErrors.EXPIRED -> true;
      default -> lenient && VerifyErrors.forgivable(error);
    };
  }

  /** When the first certificate of the chain ends. */
  private static Instant end(ConnectionFacts.Shown shown) {
    return shown.chain().stream().map(Certificate::notAfter).min(Instant::compareTo).orElseThrow();
  }

  /** The index of that certificate. */
  private static int ended(ConnectionFacts.Shown shown) {
    Instant end = end(shown);
    int at = 0;
    while (!shown.chain().get(at).notAfter().equals(end)) {
      at++;
    }
    return at;
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private @Nullable Finding libraryError(
      ConnectionFacts.Shown shown, boolean lenient, HostLog base, InetSocketAddress remote) {
    int error = shown.error();
    boolean forgiven = lenient && VerifyErrors.forgivable(error);
    if (forgiven && host.settings().get(OcspSettings.ENABLE) == OcspSettings.Scope.OFF) {
      base.connection(
          Ssl.LOG,
          LogLevel.DEBUG,
          null,
          remote,
          "AH02037: Certificate Verification: Verifiable Issuer is configured as optional,"
              + " therefore we're accepting the certificate");
      return null;
    }
    int at = Math.min(shown.errorDepth(), shown.length());
    Finding finding = Finding.ofLibrary(error, at);
    if (forgiven) {
      base.connection(
          Ssl.LOG,
          LogLevel.ERROR,
          null,
          remote,
          "AH02038: cannot perform OCSP validation for cert if issuer has not been verified"
              + " (optional_no_ca configured)");
      finding =
          new Finding(
              RefusalCause.NO_ISSUER_FOR_OCSP,
              VerifyErrors.APPLICATION_VERIFICATION,
              0,
              null,
              host.settings().get(OcspSettings.ENABLE_LINE).orElse(null),
              List.of());
    }
    failed(base, remote, finding.error(), at < 0 ? null : shown.chain().get(at));
    return finding;
  }

  /** A connection whose log tells of certificates gets AH02276 with them, others AH02039. */
  private static void failed(
      HostLog base, InetSocketAddress remote, int error, @Nullable Certificate certificate) {
    String message =
        ": Certificate Verification: Error (" + error + "): " + VerifyErrors.text(error);
    if (base.permits(Ssl.LOG, LogLevel.INFO)) {
      String line = "AH02276" + message;
      base.connection(
          Ssl.LOG,
          LogLevel.INFO,
          null,
          remote,
          line + CertificateDetails.suffix(certificate, line.length()));
    } else {
      base.connection(Ssl.LOG, LogLevel.ERROR, null, remote, "AH02039" + message);
    }
  }

  private void traceChain(HostLog base, InetSocketAddress remote, List<Certificate> chain) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      trace(base, remote, chain, i);
    }
  }

  private void trace(HostLog base, InetSocketAddress remote, List<Certificate> chain, int at) {
    if (!base.permits(Ssl.LOG, LogLevel.DEBUG)) {
      return;
    }
    CrlSettings.Scope scope = host.settings().get(CrlSettings.CHECK);
    int mask = scope.number() + (host.settings().get(CrlSettings.NO_CRL_FOR_CERT_OK) ? 4 : 0);
    String line =
        "AH02275: Certificate Verification, depth %d, CRL checking mode: %s (%x)"
            .formatted(at, scope.toString().toLowerCase(Locale.ROOT), mask);
    base.connection(
        Ssl.LOG,
        LogLevel.DEBUG,
        null,
        remote,
        line + CertificateDetails.suffix(chain.get(at), line.length()));
  }
}
