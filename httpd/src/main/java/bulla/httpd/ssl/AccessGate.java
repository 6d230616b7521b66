package bulla.httpd.ssl;

import bulla.http.BodyTooLargeException;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.Authentication;
import bulla.tls.TlsConnection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks for the client's certificate where a path needs one that the connection has not shown: by
 * post-handshake authentication on TLS 1.3 (RFC 8446 4.6.2), by renegotiation on TLS 1.2 (RFC
 * 5746). Then the rules that look at the certificate are asked.
 *
 * <p>A certificate that was shown and is trusted is not asked for again on its connection.
 */
final class AccessGate implements Hooks.AccessCheck {
  private static final int FORBIDDEN = 403;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int INTERNAL_SERVER_ERROR = 500;

  private final SslHosts hosts;
  private final RequirementCheck requirements;

  AccessGate(SslHosts hosts, RequirementCheck requirements) {
    this.hosts = hosts;
    this.requirements = requirements;
  }

  @Override
  public CompletionStage<AccessOutcome> check(RequestContext request) {
    TlsConnection connection = request.connection().tls();
    if (request.directory().get(SslSettings.REQUIRE_SSL) && connection == null) {
      request.log(
          Ssl.LOG,
          LogLevel.ERROR,
          "AH02219: access to " + name(request) + " failed, reason: SSL connection required");
      request.notes().put("ssl-access-forbidden", "1");
      return new AccessOutcome.Refused(FORBIDDEN).now();
    }
    SslHost host = connection == null ? null : hosts.of(connection);
    if (connection == null || host == null) {
      return AccessOutcome.Pass.NOW;
    }
    Needed needed = Needed.of(request);
    if (needed.nothing()) {
      return requirements.check(request).now();
    }
    if (mustAsk(needed, connection, host)) {
      return ask(request, connection, host, needed);
    }
    return judge(request, connection, host, needed).now();
  }

  private static boolean mustAsk(Needed needed, TlsConnection connection, SslHost host) {
    if (needed.strongerThan(connection.asked())) {
      return !host.clients().trusts(connection) || shallower(needed, connection, host);
    }
    return shallower(needed, connection, host);
  }

  private static boolean shallower(Needed needed, TlsConnection connection, SslHost host) {
    ConnectionFacts.Question question = host.clients().of(connection).question();
    int verified = question == null ? connection.verifyDepth() : question.depth();
    return needed.depth() < verified && !connection.clientCertificates().isEmpty();
  }

  private CompletionStage<AccessOutcome> ask(
      RequestContext request, TlsConnection connection, SslHost host, Needed needed) {
    if (request.request().version().equals("HTTP/2.0")) {
      // RFC 8740: no question on a connection that carries other streams.
      request.notes().put("ssl-renegotiate-forbidden", "verify-client");
      return new AccessOutcome.Refused(FORBIDDEN).now();
    }
    boolean body =
        request.request().hasBody()
            && !"100-continue".equalsIgnoreCase(request.request().field("Expect"));
    if (!body) {
      return authenticate(request, connection, host, needed);
    }
    long limit = request.directory().get(SslSettings.RENEG_BUFFER_SIZE);
    if (limit == 0) {
      return bodyRefused(request, connection, new BodyTooLargeException(0)).now();
    }
    return request
        .exchange()
        .body(limit)
        .handle(
            (kept, failure) ->
                failure == null
                    ? authenticate(request, connection, host, needed)
                    : bodyRefused(request, connection, failure).now())
        .thenCompose(Function.identity());
  }

  private static AccessOutcome bodyRefused(
      RequestContext request, TlsConnection connection, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    int status = INTERNAL_SERVER_ERROR;
    if (cause instanceof BodyTooLargeException large) {
      status = CONTENT_TOO_LARGE;
      request.log(
          Ssl.LOG,
          LogLevel.ERROR,
          "AH02018: request body exceeds maximum size (" + large.limit() + ") for SSL buffer");
    } else {
      request.log(Ssl.LOG, LogLevel.ERROR, "AH02015: could not read request body for SSL buffer");
    }
    request.log(
        Ssl.LOG,
        LogLevel.ERROR,
        modern(connection)
            ? "AH10228: could not buffer message body to allow TLS Post-Handshake Authentication to"
                + " proceed"
            : "AH02257: could not buffer message body to allow SSL renegotiation to proceed");
    return new AccessOutcome.Refused(status);
  }

  private CompletionStage<AccessOutcome> authenticate(
      RequestContext request, TlsConnection connection, SslHost host, Needed needed) {
    request.log(
        Ssl.LOG,
        modern(connection) ? LogLevel.DEBUG : LogLevel.INFO,
        modern(connection)
            ? "AH10129: verify client post handshake"
            : "AH02221: Requesting connection re-negotiation");
    boolean lenient = needed.mode() == VerifyMode.OPTIONAL_NO_CA;
    if (lenient) {
      host.clients().becomeLenient();
    }
    host.clients().of(connection).asking(new ConnectionFacts.Question(lenient, needed.depth()));
    CompletableFuture<AccessOutcome> outcome = new CompletableFuture<>();
    connection.authenticate(
        needed.mode().authentication(),
        needed.depth(),
        answer -> outcome.complete(answered(request, connection, host, needed, answer)));
    return outcome;
  }

  private AccessOutcome answered(
      RequestContext request,
      TlsConnection connection,
      SslHost host,
      Needed needed,
      Authentication answer) {
    return switch (answer) {
      case Authentication.Completed completed -> judge(request, connection, host, needed);
      case Authentication.CannotAsk cannot -> cannotAsk(request, connection, cannot);
      case Authentication.Failed failed -> dead(request, connection, failed);
      case Authentication.Abandoned abandoned ->
          dead(
              request,
              connection,
              new Authentication.Failed(false, VerifyErrors.OK, abandoned.libraryErrors()));
    };
  }

  private static AccessOutcome cannotAsk(
      RequestContext request, TlsConnection connection, Authentication.CannotAsk cannot) {
    if (modern(connection)) {
      request.log(Ssl.LOG, LogLevel.ERROR, "AH10158: cannot perform post-handshake authentication");
      request
          .notes()
          .put("error-notes", "Reason: Cannot perform Post-Handshake Authentication.<br />");
    } else {
      request.log(Ssl.LOG, LogLevel.ERROR, "AH02225: Re-negotiation request failed");
    }
    LibraryErrors.log(request.host().log(), LogLevel.ERROR, cannot.libraryErrors());
    return new AccessOutcome.Refused(FORBIDDEN);
  }

  /** The alert is out: what is decided now only the logs will know. */
  private static AccessOutcome dead(
      RequestContext request, TlsConnection connection, Authentication.Failed failed) {
    if (!modern(connection)) {
      request.log(Ssl.LOG, LogLevel.ERROR, "AH02261: Re-negotiation handshake failed");
      LibraryErrors.log(request.host().log(), LogLevel.ERROR, failed.libraryErrors());
      return new AccessOutcome.RefusedIntoTheVoid(FORBIDDEN);
    }
    request.log(
        Ssl.LOG,
        LogLevel.ERROR,
        failed.certificateShown() || failed.verifyError() != VerifyErrors.OK
            ? "AH02262: Re-negotiation handshake failed: Client verification failed"
            : "AH02263: Re-negotiation handshake failed: Client certificate missing");
    return new AccessOutcome.RefusedIntoTheVoid(FORBIDDEN);
  }

  /** Looks at what the client has shown, and then at the rules about it. */
  private AccessOutcome judge(
      RequestContext request, TlsConnection connection, SslHost host, Needed needed) {
    if (needed.mode() == VerifyMode.REQUIRE) {
      if (connection.clientCertificates().isEmpty()) {
        request.log(
            Ssl.LOG,
            LogLevel.ERROR,
            "AH02263: Re-negotiation handshake failed: Client certificate missing");
        return new AccessOutcome.Refused(FORBIDDEN);
      }
      if (!host.clients().trusts(connection)) {
        request.log(
            Ssl.LOG,
            LogLevel.ERROR,
            "AH02262: Re-negotiation handshake failed: Client verification failed");
        return new AccessOutcome.Refused(FORBIDDEN);
      }
    }
    return requirements.check(request);
  }

  private static boolean modern(TlsConnection connection) {
    return connection.protocol().equals("TLSv1.3");
  }

  private static String name(RequestContext request) {
    Path file = request.file();
    return file == null ? request.uri() : file.toString();
  }
}
