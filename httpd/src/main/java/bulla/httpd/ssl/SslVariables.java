package bulla.httpd.ssl;

import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Variables;
import bulla.pki.Certificate;
import bulla.tls.TlsConnection;
import bulla.tls.TlsLibrary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SSL_ variables and HTTPS, for expressions, logs and SSLUserName. */
final class SslVariables implements Variables {
  private final SslHosts hosts;

  SslVariables(SslHosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public @Nullable String value(String name, RequestContext request) {
    TlsConnection connection = request.connection().tls();
    if (name.equalsIgnoreCase("HTTPS")) {
      return connection == null ? "off" : "on";
    }
    SslHost host = connection == null ? null : hosts.of(connection);
    if (connection == null || host == null || !name.startsWith("SSL_")) {
      return null;
    }
    String rest = name.substring(4);
    return switch (rest) {
      case "PROTOCOL" -> connection.protocol();
      case "CIPHER" -> connection.cipher();
      case "CIPHER_EXPORT" -> String.valueOf(connection.cipherBits() < 56);
      case "CIPHER_USEKEYSIZE" -> String.valueOf(connection.cipherBits());
      case "CIPHER_ALGKEYSIZE" -> String.valueOf(connection.cipherAlgorithmBits());
      case "SESSION_ID" -> emptyIsNull(connection.sessionId());
      case "SESSION_RESUMED" -> connection.resumed() ? "Resumed" : "Initial";
      case "SECURE_RENEG" -> String.valueOf(connection.secureRenegotiation());
      case "COMPRESS_METHOD" -> "NULL";
      case "TLS_SNI" -> connection.serverName();
      case "VERSION_INTERFACE" -> "mod_ssl/2.4";
      case "VERSION_LIBRARY" -> TlsLibrary.product();
      case "CLIENT_VERIFY" -> clientVerify(connection);
      case "CLIENT_VERIFY_ERRSTR" -> errorText(connection);
      default -> ofCertificate(rest, connection, host, request);
    };
  }

  /** NONE, SUCCESS, FAILED:reason. */
  private static String clientVerify(TlsConnection connection) {
    ConnectionFacts facts = ConnectionFacts.of(connection);
    if (facts.accepted().isEmpty()) {
      return "NONE";
    }
    String error = errorText(connection);
    return error == null ? "SUCCESS" : "FAILED:" + error;
  }

  private static @Nullable String errorText(TlsConnection connection) {
    int forgiven = ConnectionFacts.of(connection).forgiven();
    // OpenSSL walks on over an issuer that is missing, and what it finds last is what stays.
    return forgiven == VerifyErrors.OK ? null : VerifyErrors.text(forgiven == 20 ? 21 : forgiven);
  }

  private static @Nullable String ofCertificate(
      String name, TlsConnection connection, SslHost host, RequestContext request) {
    List<Certificate> accepted = ConnectionFacts.of(connection).accepted();
    if (name.startsWith("CLIENT_CERT_CHAIN_")) {
      List<byte[]> shown = accepted.isEmpty() ? List.of() : connection.clientCertificates();
      int index = DistinguishedNames.index(name.substring(18));
      // mod_ssl's chain begins above the client's own certificate.
      return index >= 0 && index + 1 < shown.size()
          ? Certificate.ofDer(shown.get(index + 1)).pem()
          : null;
    }
    boolean client = name.startsWith("CLIENT_");
    if (!client && !name.startsWith("SERVER_")) {
      return null;
    }
    List<Certificate> certificates = client ? accepted : host.certificates();
    return certificates.isEmpty()
        ? null
        : CertificateVariables.value(
            name.substring(7),
            certificates.getFirst(),
            request.directory().get(SslSettings.OPTIONS).has(SslOption.LEGACY_DN_STRING_FORMAT),
            request.server().clock().instant());
  }

  /** {@code %{name}c} of access logs. */
  @Nullable String shorthand(String name, RequestContext request) {
    return switch (name) {
      case "version" -> value("SSL_PROTOCOL", request);
      case "cipher" -> value("SSL_CIPHER", request);
      case "subjectdn", "clientcert" -> value("SSL_CLIENT_S_DN", request);
      case "issuerdn", "cacert" -> value("SSL_CLIENT_I_DN", request);
      case "errstr" -> value("SSL_CLIENT_VERIFY_ERRSTR", request);
      default -> null;
    };
  }

  private static @Nullable String emptyIsNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
