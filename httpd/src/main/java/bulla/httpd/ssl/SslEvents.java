package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.SystemError;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsConnection;
import bulla.tls.TlsEvents;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Writes what happens to connections, to the log of the address's first host; OpenSSL's lines about
 * an open connection go to the log of the host that SNI named.
 */
record SslEvents(VirtualHost base, SslHosts hosts, SslMetrics metrics, Refusals refusals)
    implements TlsEvents {

  /** SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE. */
  private static final String NO_CERTIFICATE = "0A0000C7";

  private static final SystemError END_OF_FILE = new SystemError(70_014, "End of file found");

  @Override
  public void established(TlsConnection connection) {
    metrics.handshakeCompleted();
    HostLog log = base.log();
    if (log.permits(Ssl.LOG, LogLevel.DEBUG)) {
      log.connection(
          Ssl.LOG,
          LogLevel.DEBUG,
          null,
          connection.remoteAddress(),
          "AH02041: Protocol: "
              + connection.protocol()
              + ", Cipher: "
              + connection.cipher()
              + " ("
              + connection.cipherBits()
              + "/"
              + connection.cipherAlgorithmBits()
              + " bits)");
    }
  }

  @Override
  public void stapleMissing(TlsConnection connection) {
    metrics.handshakeRefusedWithoutStaple();
    SslHost host = hosts.of(connection);
    if (host != null) {
      host.host()
          .log()
          .connection(
              Ssl.LOG,
              LogLevel.ERROR,
              null,
              connection.remoteAddress(),
              "SSL handshake refused: " + host.lacking());
    }
  }

  @Override
  public void failed(InetSocketAddress remote, String serverName, List<String> libraryErrors) {
    metrics.handshakeFailed(libraryErrors.isEmpty());
    if (libraryErrors.isEmpty()) {
      base.log()
          .connection(
              Ssl.LOG,
              LogLevel.INFO,
              END_OF_FILE,
              remote,
              "AH02006: SSL handshake stopped: connection was closed");
      return;
    }
    base.log()
        .connection(
            Ssl.LOG,
            LogLevel.INFO,
            null,
            remote,
            "AH02008: SSL library error 1 in handshake (server " + SslHost.id(base) + ")");
    LibraryErrors.log(base.log(), LogLevel.INFO, libraryErrors);
    if (libraryErrors.getFirst().contains(NO_CERTIFICATE)) {
      refusals.ofStranger(base, remote, serverName, Finding.of(RefusalCause.NO_CERTIFICATE, null));
    }
  }

  @Override
  public void failedWithCertificate(TlsConnection connection, List<String> libraryErrors) {
    SslHost met = hosts.of(connection);
    if (met != null) {
      Finding broken = Finding.ofBroken(libraryErrors);
      refusals.ofConnection(
          connection,
          met.host(),
          ClientVerification.level(base.log(), broken),
          broken,
          Demand.of(met.host()));
    }
  }

  @Override
  public void unreadable(TlsConnection connection, List<String> libraryErrors) {
    broken(connection, "AH01992: SSL library error 1 reading data", libraryErrors);
  }

  @Override
  public void unwritable(TlsConnection connection, List<String> libraryErrors) {
    broken(connection, "AH01994: SSL library error 1 writing data", libraryErrors);
  }

  private void broken(TlsConnection connection, String line, List<String> libraryErrors) {
    SslHost host = hosts.of(connection);
    base.log().connection(Ssl.LOG, LogLevel.INFO, null, connection.remoteAddress(), line);
    LibraryErrors.log(host == null ? base.log() : host.host().log(), LogLevel.INFO, libraryErrors);
  }

  @Override
  public void renegotiationRefused(TlsConnection connection) {
    base.log()
        .connection(
            Ssl.LOG,
            LogLevel.ERROR,
            null,
            connection.remoteAddress(),
            "AH02042: rejecting client initiated renegotiation");
  }
}
