package bulla.httpd.ssl;

import bulla.http.BodyTimeoutException;
import bulla.http.BodyTooLargeException;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.Authentication;
import bulla.tls.TlsConnection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks the client for its certificate because a path needs it: by post-handshake authentication on
 * TLS 1.3 (RFC 8446 4.6.2), by renegotiation on TLS 1.2 (RFC 5746). A body that is on its way is
 * kept first (SSLRenegBufferSize): its bytes stand between the question and the answer.
 */
final class PathQuestion {
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int INTERNAL_SERVER_ERROR = 500;

  private final RequestContext request;
  private final TlsConnection connection;
  private final ConnectionFacts facts;
  private final Needed needed;
  private final ClientRefusal refusal;
  private final boolean modern;

  PathQuestion(
      RequestContext request,
      TlsConnection connection,
      ConnectionFacts facts,
      Needed needed,
      ClientRefusal refusal) {
    this.refusal = refusal;
    this.request = request;
    this.connection = connection;
    this.facts = facts;
    this.needed = needed;
    this.modern = connection.protocol().equals("TLSv1.3");
  }

  /** Asks; completes on the event loop, with a pass when the client's answer was accepted. */
  CompletionStage<AccessOutcome> put() {
    if (request.request().version().equals("HTTP/2.0")) {
      // RFC 8740: no question on a connection that carries other streams.
      request.notes().put("ssl-renegotiate-forbidden", "verify-client");
      return ClientRefusal.FORBIDDEN.now();
    }
    Authentication before = facts.unaskable();
    if (before != null) {
      return answered(before).now();
    }
    boolean body =
        request.request().hasBody()
            && !"100-continue".equalsIgnoreCase(request.request().field("Expect"));
    if (!body) {
      return authenticate();
    }
    long limit = request.directory().get(SslSettings.RENEG_BUFFER_SIZE);
    if (limit == 0) {
      return bodyRefused(new BodyTooLargeException(0)).now();
    }
    return request
        .exchange()
        .body(limit)
        .handle((kept, failure) -> failure == null ? authenticate() : bodyRefused(failure).now())
        .thenCompose(Function.identity());
  }

  private AccessOutcome bodyRefused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    int status =
        switch (cause) {
          case BodyTooLargeException large -> CONTENT_TOO_LARGE;
          case BodyTimeoutException late -> REQUEST_TIMEOUT;
          case IOException broken -> BAD_REQUEST;
          default -> INTERNAL_SERVER_ERROR;
        };
    if (cause instanceof BodyTooLargeException large) {
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
        modern
            ? "AH10228: could not buffer message body to allow TLS Post-Handshake Authentication to"
                + " proceed"
            : "AH02257: could not buffer message body to allow SSL renegotiation to proceed");
    return new AccessOutcome.Refused(status);
  }

  private CompletionStage<AccessOutcome> authenticate() {
    request.log(
        Ssl.LOG,
        modern ? LogLevel.DEBUG : LogLevel.INFO,
        modern
            ? "AH10129: verify client post handshake"
            : "AH02221: Requesting connection re-negotiation");
    facts.asking(Demand.of(request, needed));
    CompletableFuture<AccessOutcome> outcome = new CompletableFuture<>();
    connection.authenticate(
        needed.mode().authentication(),
        needed.depth(),
        answer -> outcome.complete(answered(answer)));
    return outcome;
  }

  private AccessOutcome answered(Authentication answer) {
    return switch (answer) {
      case Authentication.Completed completed -> AccessOutcome.Pass.PASS;
      case Authentication.CannotAsk cannot -> {
        facts.unaskable(cannot);
        yield modern
            ? refusal.cannotAsk(request, cannot)
            : refusal.cannotRenegotiate(request, cannot);
      }
      case Authentication.Unsafe unsafe -> {
        facts.unaskable(unsafe);
        yield refusal.unsafe(request, unsafe);
      }
      case Authentication.Failed failed -> refusal.dead(request, connection, modern, failed);
      case Authentication.Abandoned abandoned ->
          refusal.dead(request, connection, modern, abandoned);
    };
  }
}
