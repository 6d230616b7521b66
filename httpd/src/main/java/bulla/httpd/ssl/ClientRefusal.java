package bulla.httpd.ssl;

import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.Authentication;
import bulla.tls.TlsConnection;

/** What keeps a client out, in mod_ssl's lines, and on the page for who sees a page. */
final class ClientRefusal {
  private ClientRefusal() {}

  static final AccessOutcome.Refused FORBIDDEN = new AccessOutcome.Refused(403);

  private static final String MISSING =
      "AH02263: Re-negotiation handshake failed: Client certificate missing";
  private static final String BAD =
      "AH02262: Re-negotiation handshake failed: Client verification failed";

  /** The client has shown none. */
  static AccessOutcome missing(RequestContext request, TlsConnection connection) {
    error(request, MISSING);
    if (connection.handshakeRequested()) {
      reason(
          request,
          "This page needs a client certificate, and your browser has sent none.<br />\n"
              + "If you have one, close all windows of the browser, come back, and choose it when"
              + " you are asked.<br />\n"
              + "If you have none, ask the owner of this server for one and import it into your"
              + " browser.");
    }
    return FORBIDDEN;
  }

  /**
   * The client has shown one that will not do.
   *
   * @param error the X509_V_ number; what it is about stands in the log of the connection
   */
  static AccessOutcome refused(RequestContext request, int error) {
    error(request, BAD);
    reason(
        request,
        "Your client certificate was refused: "
            + VerifyErrors.text(error)
            + ".<br />\n"
            + "If you have another one, close all windows of the browser, come back, and choose"
            + " it when you are asked.");
    return FORBIDDEN;
  }

  /** The client cannot be asked. */
  static AccessOutcome cannotAsk(RequestContext request, Authentication.CannotAsk cannot) {
    error(request, "AH10158: cannot perform post-handshake authentication");
    request
        .notes()
        .put("error-notes", "Reason: Cannot perform Post-Handshake Authentication.<br />");
    LibraryErrors.log(request.host().log(), LogLevel.ERROR, cannot.libraryErrors());
    return FORBIDDEN;
  }

  /** The client could be asked, but not safely. */
  static AccessOutcome unsafe(RequestContext request, Authentication.Unsafe unsafe) {
    error(
        request,
        "AH02225: Re-negotiation request failed: the client does not support " + unsafe.missing());
    return FORBIDDEN;
  }

  /** The connection was made for a host that verifies its clients in another way. */
  static AccessOutcome otherPolicy(RequestContext request) {
    request.log(
        Ssl.LOG,
        LogLevel.INFO,
        "AH02256: Non-default virtual host with SSLVerify set to 'require' and"
            + " VirtualHost-specific CA certificate list is only available to clients with TLS"
            + " server name indication (SNI) support");
    return FORBIDDEN;
  }

  /** The alert is out: what is decided now only the logs will know. */
  static AccessOutcome dead(RequestContext request, boolean modern, Authentication.Failed failed) {
    if (!modern) {
      error(request, "AH02261: Re-negotiation handshake failed");
      LibraryErrors.log(request.host().log(), LogLevel.ERROR, failed.libraryErrors());
    } else {
      boolean shown = failed.certificateShown() || failed.verifyError() != VerifyErrors.OK;
      error(request, shown ? BAD : MISSING);
    }
    return new AccessOutcome.RefusedIntoTheVoid(FORBIDDEN.status());
  }

  private static void error(RequestContext request, String line) {
    request.log(Ssl.LOG, LogLevel.ERROR, line);
  }

  private static void reason(RequestContext request, String text) {
    request.notes().put("error-notes", "<br />\nReason: " + text + "<br />");
  }
}
