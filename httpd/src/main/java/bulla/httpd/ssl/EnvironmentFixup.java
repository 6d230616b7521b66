package bulla.httpd.ssl;

import bulla.httpd.core.Hooks;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts variables into the request's environment: HTTPS and SSL_TLS_SNI always, the others where
 * {@code SSLOptions +StdEnvVars} or {@code +ExportCertData} ask for them.
 */
record EnvironmentFixup(SslVariables variables) implements Hooks.Fixup {

  private static final List<String> CONNECTION =
      List.of(
          "SSL_VERSION_INTERFACE",
          "SSL_VERSION_LIBRARY",
          "SSL_PROTOCOL",
          "SSL_SECURE_RENEG",
          "SSL_COMPRESS_METHOD",
          "SSL_CIPHER",
          "SSL_CIPHER_EXPORT",
          "SSL_CIPHER_USEKEYSIZE",
          "SSL_CIPHER_ALGKEYSIZE",
          "SSL_CLIENT_VERIFY",
          "SSL_SESSION_ID",
          "SSL_SESSION_RESUMED");

  private static final List<String> CERTIFICATE =
      List.of("M_VERSION", "M_SERIAL", "V_START", "V_END", "S_DN", "I_DN", "A_KEY", "A_SIG");

  private static final int MOST = 64;

  @Override
  public @Nullable CompletionStage<Reply> fixup(RequestContext request) {
    if (request.connection().tls() == null) {
      return null;
    }
    set("HTTPS", request);
    set("SSL_TLS_SNI", request);
    SslOption.Change options = request.directory().get(SslSettings.OPTIONS);
    if (options.has(SslOption.STD_ENV_VARS)) {
      CONNECTION.forEach(name -> set(name, request));
      standard("SSL_CLIENT_", request);
      standard("SSL_SERVER_", request);
      set("SSL_CLIENT_V_REMAIN", request);
      set("SSL_CLIENT_CERT_RFC4523_CEA", request);
    }
    if (options.has(SslOption.EXPORT_CERT_DATA)) {
      set("SSL_SERVER_CERT", request);
      set("SSL_CLIENT_CERT", request);
      count("SSL_CLIENT_CERT_CHAIN_", 0, request);
    }
    return null;
  }

  private void standard(String prefix, RequestContext request) {
    CERTIFICATE.forEach(name -> set(prefix + name, request));
    for (String name : names(prefix)) {
      set(name, request);
      count(name + "_", 1, request);
    }
    count(prefix + "SAN_Email_", 0, request);
    count(prefix + "SAN_DNS_", 0, request);
  }

  private static List<String> names(String prefix) {
    List<String> names = new ArrayList<>();
    for (String dn : Set.of("S_DN_", "I_DN_")) {
      DistinguishedNames.ATTRIBUTES.forEach(attribute -> names.add(prefix + dn + attribute));
    }
    return names;
  }

  /** Sets numbered variables for as long as there are any. */
  private void count(String prefix, int from, RequestContext request) {
    for (int i = from; i < MOST && set(prefix + i, request); i++) {
      // Each call has set one.
    }
  }

  private boolean set(String name, RequestContext request) {
    String value = variables.value(name, request);
    if (value != null) {
      request.environment().put(name, value);
    }
    return value != null;
  }
}
