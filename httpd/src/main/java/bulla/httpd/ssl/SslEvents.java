package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsConnection;
import bulla.tls.TlsEvents;
import java.net.InetSocketAddress;
import java.util.List;

/** Writes what happens to connections, to the log of the address's first host. */
record SslEvents(VirtualHost base) implements TlsEvents {

  @Override
  public void established(TlsConnection connection) {
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
  public void failed(InetSocketAddress remote, String serverName, List<String> libraryErrors) {
    base.log()
        .connection(
            Ssl.LOG,
            LogLevel.INFO,
            null,
            remote,
            "AH02008: SSL library error 1 in handshake (server " + SslHost.id(base) + ")");
    LibraryErrors.log(base.log(), LogLevel.INFO, libraryErrors);
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
