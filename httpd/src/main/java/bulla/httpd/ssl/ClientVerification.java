package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.revocation.Verdict;
import bulla.tls.ClientChain;
import bulla.tls.ClientVerifier;
import bulla.tls.TlsConnection;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the chain that a client shows: what libcrypto said of it, its length (SSLVerifyDepth), and
 * whether its certificates are revoked (SSLOCSPEnable). Every doubt refuses.
 *
 * <p>What it has to say goes to the log of the first host of the connection's address: httpd has no
 * other at this moment.
 */
final class ClientVerification implements ClientVerifier {
  private final ServerContext server;
  private final VirtualHost host;
  private final SslHost.ClientStatus clients;
  private final Revocation revocation;

  ClientVerification(
      ServerContext server, VirtualHost host, SslHost.ClientStatus clients, Revocation revocation) {
    this.server = server;
    this.host = host;
    this.clients = clients;
    this.revocation = revocation;
  }

  @Override
  public int verify(ClientChain chain, TlsConnection connection) {
    HostLog base = server.base(connection.localAddress()).log();
    InetSocketAddress remote = connection.remoteAddress();
    List<Certificate> certificates = chain.certificates();
    if (certificates.isEmpty()) {
      failed(base, remote, VerifyErrors.APPLICATION_VERIFICATION, null);
      return VerifyErrors.APPLICATION_VERIFICATION;
    }
    return judge(chain, certificates, connection, base, remote);
  }

  private int judge(
      ClientChain chain,
      List<Certificate> certificates,
      TlsConnection connection,
      HostLog base,
      InetSocketAddress remote) {
    ConnectionFacts facts = clients.of(connection);
    ConnectionFacts.Question question = facts.question();
    int depth = question == null ? host.settings().get(SslSettings.VERIFY_DEPTH) : question.depth();
    boolean lenient =
        question == null
            ? host.settings().get(SslSettings.VERIFY_CLIENT) == VerifyMode.OPTIONAL_NO_CA
            : question.lenient();
    traceChain(base, remote, certificates);

    if (chain.error() == VerifyErrors.CHAIN_TOO_LONG || certificates.size() - 1 > depth) {
      base.connection(
          Ssl.LOG,
          LogLevel.ERROR,
          null,
          remote,
          "AH02040: Certificate Verification: Certificate Chain too long (chain has "
              + (certificates.size() - 1)
              + " certificates, but maximum allowed are only "
              + depth
              + ")");
      return VerifyErrors.UNSPECIFIED;
    }
    if (chain.error() != VerifyErrors.OK) {
      return libraryError(chain, certificates, lenient, facts, base, remote);
    }
    int revoked = revocation(certificates, base, remote);
    if (revoked != VerifyErrors.OK) {
      failed(base, remote, revoked, certificates.getFirst());
      return revoked;
    }
    facts.verified(certificates.getFirst());
    return VerifyErrors.OK;
  }

  private int libraryError(
      ClientChain chain,
      List<Certificate> certificates,
      boolean lenient,
      ConnectionFacts facts,
      HostLog base,
      InetSocketAddress remote) {
    int error = chain.error();
    boolean forgiven = lenient && VerifyErrors.forgivable(error);
    if (forgiven && host.settings().get(OcspSettings.ENABLE) == OcspSettings.Scope.OFF) {
      base.connection(
          Ssl.LOG,
          LogLevel.DEBUG,
          null,
          remote,
          "AH02037: Certificate Verification: Verifiable Issuer is configured as optional,"
              + " therefore we're accepting the certificate");
      facts.forgive(error);
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
    int at = Math.min(chain.errorDepth(), certificates.size() - 1);
    failed(base, remote, error, at < 0 ? null : certificates.get(at));
    return error;
  }

  /** The X509_V_ number of the first certificate that is not known to be good. */
  private int revocation(List<Certificate> certificates, HostLog base, InetSocketAddress remote) {
    OcspSettings.Scope scope = host.settings().get(OcspSettings.ENABLE);
    if (scope == OcspSettings.Scope.OFF) {
      return VerifyErrors.OK;
    }
    RevocationLog log = new RevocationLog(base, host.log(), remote);
    int highest = scope == OcspSettings.Scope.LEAF ? 0 : certificates.size() - 1;
    for (int i = highest; i >= 0; i--) {
      Certificate certificate = certificates.get(i);
      if (certificate.isSelfIssued()) {
        continue;
      }
      Verdict verdict =
          i + 1 < certificates.size()
              ? revocation.ask(certificate, certificates.get(i + 1))
              : new Verdict.NoResponder();
      log.verdict(verdict, certificate);
      int error =
          switch (verdict) {
            case Verdict.Good good -> VerifyErrors.OK;
            case Verdict.Revoked revoked -> VerifyErrors.REVOKED;
            case Verdict.NoResponder none ->
                host.settings().get(OcspSettings.NO_OCSP_FOR_CERT_OK) && i + 1 < certificates.size()
                    ? VerifyErrors.OK
                    : VerifyErrors.APPLICATION_VERIFICATION;
            case Verdict.Unknown unknown -> VerifyErrors.APPLICATION_VERIFICATION;
            case Verdict.Unavailable unavailable -> VerifyErrors.APPLICATION_VERIFICATION;
          };
      if (error != VerifyErrors.OK) {
        return error;
      }
    }
    return VerifyErrors.OK;
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

  private static void traceChain(
      HostLog base, InetSocketAddress remote, List<Certificate> certificates) {
    if (!base.permits(Ssl.LOG, LogLevel.DEBUG)) {
      return;
    }
    for (int i = certificates.size() - 1; i >= 0; i--) {
      String line =
          "AH02275: Certificate Verification, depth " + i + ", CRL checking mode: none (0)";
      base.connection(
          Ssl.LOG,
          LogLevel.DEBUG,
          null,
          remote,
          line + CertificateDetails.suffix(certificates.get(i), line.length()));
    }
  }
}
