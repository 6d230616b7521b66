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

  ClientVerification(ServerContext server, VirtualHost host, Revocation revocation) {
    this.server = server;
    this.host = host;
    this.revocation = revocation;
  }

  @Override
  public int verify(ClientChain chain, TlsConnection connection) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    ConnectionFacts.Question question = facts.question();
    int depth = question == null ? host.settings().get(SslSettings.VERIFY_DEPTH) : question.depth();
    ConnectionFacts.Shown shown = show(chain, connection, depth);
    if (shown == null) {
      return VerifyErrors.APPLICATION_VERIFICATION;
    }
    if (connection.handshakeRequested()) {
      // Whether it will do is for the path to say, if one ever needs it.
      return VerifyErrors.OK;
    }
    boolean lenient =
        question == null
            ? host.settings().get(SslSettings.VERIFY_CLIENT) == VerifyMode.OPTIONAL_NO_CA
            : question.lenient();
    int error = judge(shown, connection, depth, lenient);
    return error == VerifyErrors.CRL_EXPIRED ? VerifyErrors.CRL_EXPIRED_FOR_PEER : error;
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
   * @param depth SSLVerifyDepth of the path, or of the host
   * @param lenient whether a certificate of unknown origin is let in (optional_no_ca)
   * @return the X509_V_ number that stands, 0 if it is accepted
   */
  int judge(ConnectionFacts.Shown shown, TlsConnection connection, int depth, boolean lenient) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    Judgement found = judgement(shown, connection, depth, lenient);
    if (found.acceptance() == null) {
      facts.refuse();
    } else {
      facts.accept(found.acceptance());
    }
    return found.error();
  }

  /**
   * Whether a certificate that was accepted has been revoked since, as far as is known now. May
   * block, and changes nothing.
   */
  boolean isRevoked(ConnectionFacts.Shown shown, TlsConnection connection) {
    return judgement(shown, connection, shown.length(), false).error() == VerifyErrors.REVOKED;
  }

  /**
   * What is found about a certificate.
   *
   * @param error the X509_V_ number, 0 if it is accepted
   * @param acceptance null if it is not
   */
  private record Judgement(int error, ConnectionFacts.@Nullable Acceptance acceptance) {
    static Judgement refused(int error) {
      return new Judgement(error, null);
    }
  }

  private Judgement judgement(
      ConnectionFacts.Shown shown, TlsConnection connection, int depth, boolean lenient) {
    return judge(shown, depth, lenient, log(connection), connection.remoteAddress());
  }

  private Judgement judge(
      ConnectionFacts.Shown shown,
      int depth,
      boolean lenient,
      HostLog base,
      InetSocketAddress remote) {
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
      return Judgement.refused(VerifyErrors.UNSPECIFIED);
    }
    long news = revocation.news();
    Instant now = server.clock().instant();
    Instant listed = Instant.MAX;
    if (isLookedUp(shown.error(), lenient)) {
      CrlCheck.Result lists =
          new CrlCheck(host, revocation).check(shown.chain(), shown.error() == VerifyErrors.OK);
      if (lists.error() != VerifyErrors.OK) {
        trace(base, remote, shown.chain(), lists.at());
        failed(base, remote, lists.error(), shown.chain().get(lists.at()));
        return Judgement.refused(lists.error());
      }
      listed = lists.until();
    }
    traceChain(base, remote, shown.chain());
    if (shown.error() != VerifyErrors.OK) {
      int error = libraryError(shown, lenient, base, remote);
      return error == VerifyErrors.OK
          ? new Judgement(error, new ConnectionFacts.Acceptance(shown.error(), listed, news))
          : Judgement.refused(error);
    }
    if (!now.isBefore(end(shown))) {
      failed(base, remote, VerifyErrors.EXPIRED, shown.chain().getFirst());
      return Judgement.refused(VerifyErrors.EXPIRED);
    }
    int contradicting = contradicting(shown.chain());
    if (contradicting >= 0) {
      failed(base, remote, VerifyErrors.INVALID_EXTENSION, shown.chain().get(contradicting));
      return Judgement.refused(VerifyErrors.INVALID_EXTENSION);
    }
    RevocationCheck.Result found =
        new RevocationCheck(host, revocation).check(shown.chain(), base, remote, now);
    if (found.error() != VerifyErrors.OK) {
      failed(base, remote, found.error(), shown.chain().getFirst());
      return Judgement.refused(found.error());
    }
    Instant fresh = latest(earliest(found.until(), listed), now.plus(SHORTEST));
    return new Judgement(
        VerifyErrors.OK,
        new ConnectionFacts.Acceptance(VerifyErrors.OK, earliest(fresh, end(shown)), news));
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

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private int libraryError(
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
      return VerifyErrors.OK;
    }
    if (forgiven) {
      base.connection(
          Ssl.LOG,
          LogLevel.ERROR,
          null,
          remote,
          "AH02038: cannot perform OCSP validation for cert if issuer has not been verified"
              + " (optional_no_ca configured)");
      error = VerifyErrors.APPLICATION_VERIFICATION;
    }
    int at = Math.min(shown.errorDepth(), shown.length());
    failed(base, remote, error, at < 0 ? null : shown.chain().get(at));
    return error;
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
