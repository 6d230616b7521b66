package bulla.httpd.ssl;

import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.Authentication;
import bulla.tls.TlsConnection;

/** What keeps a client out, in mod_ssl's lines, and on the page for who sees a page. */
record ClientRefusal(Refusals refusals) {
  static final AccessOutcome.Refused FORBIDDEN = new AccessOutcome.Refused(403);

  private static final String MISSING =
      "AH02263: Re-negotiation handshake failed: Client certificate missing";
  private static final String BAD =
      "AH02262: Re-negotiation handshake failed: Client verification failed";

  /** The client has shown none. */
  AccessOutcome missing(RequestContext request, TlsConnection connection) {
    error(request, MISSING, Finding.of(RefusalCause.NO_CERTIFICATE, null));
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
   * @param finding why; what it is about stands in the log of the connection
   */
  AccessOutcome refused(RequestContext request, Finding finding) {
    error(request, BAD, finding);
    reason(
        request,
        "Your client certificate was refused: "
            + VerifyErrors.text(finding.error())
            + ".<br />\n"
            + "If you have another one, close all windows of the browser, come back, and choose"
            + " it when you are asked.");
    return FORBIDDEN;
  }

  /** The client cannot be asked. */
  AccessOutcome cannotAsk(RequestContext request, Authentication.CannotAsk cannot) {
    error(
        request,
        "AH10158: cannot perform post-handshake authentication",
        Finding.of(RefusalCause.CANNOT_BE_ASKED, null));
    request
        .notes()
        .put("error-notes", "Reason: Cannot perform Post-Handshake Authentication.<br />");
    LibraryErrors.log(request.host().log(), LogLevel.ERROR, cannot.libraryErrors());
    return FORBIDDEN;
  }

  /** The client cannot be asked on TLS 1.2. */
  AccessOutcome cannotRenegotiate(RequestContext request, Authentication.CannotAsk cannot) {
    error(
        request,
        "AH02225: Re-negotiation request failed",
        Finding.of(RefusalCause.CANNOT_BE_ASKED, null));
    LibraryErrors.log(request.host().log(), LogLevel.ERROR, cannot.libraryErrors());
    return FORBIDDEN;
  }

  /** The client could be asked, but not safely. */
  AccessOutcome unsafe(RequestContext request, Authentication.Unsafe unsafe) {
    error(
        request,
        "AH02225: Re-negotiation request failed: the client does not support " + unsafe.missing(),
        Finding.of(RefusalCause.CANNOT_BE_ASKED_SAFELY, unsafe.missing()));
    return FORBIDDEN;
  }

  /** The connection was made for a host that verifies its clients in another way. */
  AccessOutcome otherPolicy(RequestContext request) {
    request.log(
        Ssl.LOG,
        LogLevel.INFO,
        "AH02256: Non-default virtual host with SSLVerify set to 'require' and"
            + " VirtualHost-specific CA certificate list is only available to clients with TLS"
            + " server name indication (SNI) support");
    refusals.ofRequest(
        request, LogLevel.INFO, Finding.of(RefusalCause.OTHER_HOST, null), Demand.line(request));
    return FORBIDDEN;
  }

  /** The alert is out: what is decided now only the logs will know. */
  AccessOutcome dead(
      RequestContext request, TlsConnection connection, boolean modern, Authentication failed) {
    boolean shown =
        failed instanceof Authentication.Failed how
            && (how.certificateShown() || how.verifyError() != VerifyErrors.OK);
    request.log(
        Ssl.LOG,
        LogLevel.ERROR,
        modern ? (shown ? BAD : MISSING) : "AH02261: Re-negotiation handshake failed");
    if (!modern) {
      LibraryErrors.log(request.host().log(), LogLevel.ERROR, failed.libraryErrors());
    }
    if (!refusals.again(request, connection)) {
      refusals.ofRequest(request, LogLevel.ERROR, why(failed, shown), Demand.line(request));
    }
    return new AccessOutcome.RefusedIntoTheVoid(FORBIDDEN.status());
  }

  /** Why a handshake failed that no verification has refused. */
  private static Finding why(Authentication failed, boolean shown) {
    if (failed instanceof Authentication.Abandoned) {
      return Finding.of(RefusalCause.NOT_ANSWERED, null);
    }
    return shown
        ? Finding.ofBroken(failed.libraryErrors())
        : Finding.of(RefusalCause.NO_CERTIFICATE, null);
  }

  private void error(RequestContext request, String line, Finding finding) {
    request.log(Ssl.LOG, LogLevel.ERROR, line);
    refusals.ofRequest(request, LogLevel.ERROR, finding, Demand.line(request));
  }

  private static void reason(RequestContext request, String text) {
    request.notes().put("error-notes", "<br />\nReason: " + text + "<br />");
  }
}
