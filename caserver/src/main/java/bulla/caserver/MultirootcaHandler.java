package bulla.caserver;

import bulla.http.BodyTooLargeException;
import bulla.http.Exchange;
import bulla.http.Handler;
import bulla.http.Refusal;
import bulla.http.Response;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** multirootca's three paths. Signing blocks on certdb, so it is done off the event loop. */
final class MultirootcaHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(MultirootcaHandler.class);

  /** A CSR for the largest RSA key, with many names, has some 20 KB. */
  private static final int BODY_LIMIT = 256 * 1024;

  private final AuthsignEndpoint authsign;
  private final InfoEndpoint info;
  private final Metrics metrics;
  private final Executor blocking;

  MultirootcaHandler(Roots roots, String defaultLabel, Executor blocking) {
    this.metrics = new Metrics();
    this.authsign = new AuthsignEndpoint(roots, defaultLabel, metrics);
    this.info = new InfoEndpoint(roots, defaultLabel, metrics);
    this.blocking = blocking;
  }

  @Override
  public void handle(Exchange exchange) {
    InetAddress client = exchange.connection().remoteAddress().getAddress();
    String method = exchange.request().method();
    switch (path(exchange.request().target())) {
      case "/api/v1/cfssl/authsign" -> {
        if (method.equals("POST")) {
          body(exchange, body -> authsign.answer(body, client));
        } else {
          respond(exchange, Answer.refused(405, "only POST is permitted"));
        }
      }
      case "/api/v1/cfssl/info" -> {
        if (method.equals("POST")) {
          body(exchange, info::answer);
        } else {
          respond(exchange, Answer.badInformation(405, "Method is not allowed:\"" + method + "\""));
        }
      }
      case "/metrics" ->
          respond(
              exchange,
              new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text(), false));
      default -> respond(exchange, Answer.plain(404, "404 page not found"));
    }
  }

  @Override
  public void refuse(Exchange exchange, Refusal refusal) {
    exchange.respond(Answer.plain(refusal.status(), refusal.toString()).response(true));
  }

  private void body(Exchange exchange, Endpoint endpoint) {
    var _ =
        exchange
            .body(BODY_LIMIT)
            .whenComplete(
                (body, failure) -> {
                  if (body != null) {
                    blocking.execute(() -> answer(exchange, endpoint, body));
                  } else if (failure instanceof BodyTooLargeException) {
                    Answer tooLarge = Answer.refused(413, "http: request body too large");
                    exchange.respond(tooLarge.response(true));
                  } else {
                    Response lost = Answer.plain(400, "the request broke off").response(true);
                    exchange.respondIntoTheVoid(lost);
                  }
                });
  }

  private static void answer(Exchange exchange, Endpoint endpoint, byte[] body) {
    Answer answer;
    try {
      answer = endpoint.answer(body);
    } catch (RuntimeException e) {
      // A mistake of ours must not leave the client waiting; the trace goes to the log.
      LOG.error("a request failed for a reason that nobody foresaw", e);
      answer = Answer.refused(500, "internal error");
    }
    respond(exchange, answer);
  }

  private static void respond(Exchange exchange, Answer answer) {
    exchange.respond(answer.response(false));
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  @FunctionalInterface
  private interface Endpoint {
    Answer answer(byte[] body);
  }
}
