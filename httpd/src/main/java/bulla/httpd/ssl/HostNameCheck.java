package bulla.httpd.ssl;

import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.TlsConnection;

/** Holds the host that a request names against the host that its connection was made for. */
record HostNameCheck(SslHosts hosts, Refusals refusals) implements Hooks.HostCheck {

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int MISDIRECTED_REQUEST = 421;

  @Override
  public AccessOutcome check(RequestContext request) {
    TlsConnection connection = request.connection().tls();
    SslHost chosen = connection == null ? null : hosts.of(connection);
    if (connection == null || chosen == null) {
      return AccessOutcome.Pass.PASS;
    }
    String sni = connection.serverName();
    String field = request.request().field("Host");
    if (sni != null && field == null) {
      request.log(
          Ssl.LOG,
          LogLevel.ERROR,
          "AH02031: Hostname "
              + sni
              + " provided via SNI, but no hostname provided in HTTP request");
      return new AccessOutcome.Refused(BAD_REQUEST);
    }
    if (sni == null && strict(request, chosen)) {
      request.log(
          Ssl.LOG,
          LogLevel.INFO,
          "AH02033: No hostname was provided via SNI for a name based virtual host");
      refusals.ofRequest(
          request, LogLevel.INFO, Finding.of(RefusalCause.NO_SERVER_NAME, null), null);
      return new AccessOutcome.Refused(FORBIDDEN);
    }
    SniPolicy policy = request.server().main().settings().get(SslSettings.SNI_POLICY);
    if (HostCompatibility.compatible(policy, chosen.host(), request.host())) {
      return AccessOutcome.Pass.PASS;
    }
    String given =
        sni == null
            ? chosen.host().serverName() + " (default host as no SNI was provided) and hostname "
            : sni + " provided via SNI and hostname ";
    request.log(
        Ssl.LOG,
        LogLevel.ERROR,
        "AH02032: Hostname "
            + given
            + field
            + " provided via HTTP have no compatible SSL setup for policy '"
            + policy.word()
            + "'");
    String names = chosen.host().nameOrLocal() + " and " + request.host().nameOrLocal();
    refusals.ofRequest(
        request,
        LogLevel.ERROR,
        Finding.of(RefusalCause.MISDIRECTED, names + ", by SSLVHostSNIPolicy " + policy.word()),
        null);
    return new AccessOutcome.Refused(MISDIRECTED_REQUEST);
  }

  /** Only hosts that share their address with others are found by name at all. */
  private static boolean strict(RequestContext request, SslHost chosen) {
    return (chosen.host().settings().get(SslSettings.STRICT_SNI)
            || request.host().settings().get(SslSettings.STRICT_SNI))
        && request.server().at(request.connection().localAddress()).hosts().size() > 1;
  }
}
