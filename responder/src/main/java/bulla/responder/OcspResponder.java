package bulla.responder;

import bulla.http.BodyTooLargeException;
import bulla.http.Exchange;
import bulla.http.Handler;
import bulla.http.Refusal;
import bulla.http.Request;
import bulla.http.Response;
import bulla.pki.CertId;
import bulla.pki.MalformedException;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import bulla.pki.RevocationNotices;
import bulla.responder.OcspSource.SourceException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers OCSP requests from answers signed before (RFC 6960 appendix A, RFC 5019), the way {@code
 * cfssl ocspserve} does: statuses, headers and refusals are its own. The first certificate of a
 * request is answered; a nonce cannot be, and is passed over.
 */
public final class OcspResponder implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(OcspResponder.class);

  /** A request for one certificate has some 80 bytes; a nonce and a signature add to it. */
  private static final int REQUEST_LIMIT = 64 * 1024;

  private static final byte[] MALFORMED =
      OcspResponse.failure(OcspResponse.MALFORMED_REQUEST).der();
  private static final byte[] INTERNAL_ERROR =
      OcspResponse.failure(OcspResponse.INTERNAL_ERROR).der();
  private static final byte[] UNAUTHORIZED = OcspResponse.failure(OcspResponse.UNAUTHORIZED).der();

  private final String path;
  private final OcspSource source;
  private final InstantSource clock;
  private final Executor blocking;
  private final @Nullable RevocationBoard board;

  /**
   * Makes a responder.
   *
   * @param path where requests are taken, and all below it: {@code /}
   * @param blocking runs what may block
   * @param board where news of revocations may be waited for; null for nowhere
   */
  public OcspResponder(
      String path,
      OcspSource source,
      InstantSource clock,
      Executor blocking,
      @Nullable RevocationBoard board) {
    this.path = path.endsWith("/") ? path : path + "/";
    this.source = source;
    this.clock = clock;
    this.blocking = blocking;
    this.board = board;
  }

  @Override
  public void handle(Exchange exchange) {
    Request request = exchange.request();
    String sent = RequestPath.of(request.target());
    if (!(sent + "/").startsWith(path)) {
      exchange.respond(Reply.text(404, "Not Found", "404 page not found").response());
      return;
    }
    if (board != null && request.method().equals("GET") && sent.equals(noticesPath())) {
      notices(board, exchange);
      return;
    }
    switch (request.method()) {
      case "GET" -> get(exchange, sent);
      case "POST" -> post(exchange);
      default -> exchange.respond(uncached(405, "Method Not Allowed").response());
    }
  }

  @Override
  public void refuse(Exchange exchange, Refusal refusal) {
    exchange.respond(Reply.refusal(refusal));
  }

  private void get(Exchange exchange, String sent) {
    byte[] der = base64(sent.length() < path.length() ? "" : sent.substring(path.length()));
    if (der == null) {
      exchange.respond(uncached(400, "Bad Request").response());
    } else {
      answer(exchange, der);
    }
  }

  private void post(Exchange exchange) {
    var _ =
        exchange
            .body(REQUEST_LIMIT)
            .whenComplete(
                (der, failure) -> {
                  if (der != null) {
                    answer(exchange, der);
                  } else if (failure instanceof BodyTooLargeException) {
                    exchange.respond(uncached(413, "Content Too Large").closing().response());
                  } else {
                    exchange.respondIntoTheVoid(uncached(400, "Bad Request").response());
                  }
                });
  }

  /** RFC 6960 A.1: the path is the request in base64, escaped for a URL. */
  private static byte @Nullable [] base64(String sent) {
    String once = RequestPath.decoded(sent);
    String text = once == null ? null : RequestPath.decoded(once);
    if (text == null) {
      return null;
    }
    // Clients that put a second slash before the request are in the field.
    String digits = (text.startsWith("/") ? text.substring(1) : text).replace(' ', '+');
    try {
      return digits.length() % 4 == 0 ? Base64.getDecoder().decode(digits) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void answer(Exchange exchange, byte[] der) {
    List<CertId> asked;
    try {
      asked = OcspRequest.ofDer(der).certIds();
    } catch (MalformedException e) {
      asked = List.of();
    }
    if (asked.isEmpty()) {
      exchange.respond(failure(400, "Bad Request", MALFORMED));
      return;
    }
    CertId first = asked.getFirst();
    String known = exchange.request().field("If-None-Match");
    blocking.execute(() -> exchange.respond(answer(first, known)));
  }

  private Response answer(CertId certId, @Nullable String known) {
    Optional<byte[]> found;
    try {
      found = source.answer(certId);
    } catch (SourceException | RuntimeException e) {
      LOG.error("no answer for {}: {}", certId, e.toString());
      return failure(500, "Internal Server Error", INTERNAL_ERROR);
    }
    if (found.isEmpty()) {
      LOG.info("no answer for {}", certId);
      return failure(200, "OK", UNAUTHORIZED);
    }
    try {
      Response stored = StoredAnswer.of(found.get()).response(clock.instant(), known);
      return board == null ? stored : linked(stored);
    } catch (MalformedException e) {
      LOG.error("the stored answer for {} is none: {}", certId, e.getMessage());
      return failure(200, "OK", INTERNAL_ERROR);
    }
  }

  /** Holds the question until there is news, or long enough. */
  private void notices(RevocationBoard open, Exchange exchange) {
    String after = RequestPath.query(exchange.request().target(), "after");
    blocking.execute(
        () -> {
          String text = open.await(after).text();
          exchange.respond(
              Reply.of(200, "OK")
                  .field("Cache-Control", "no-store")
                  .field("Content-Type", RevocationNotices.MEDIA_TYPE)
                  .content(text.getBytes(StandardCharsets.US_ASCII))
                  .response());
        });
  }

  /** RFC 8288: tells whoever understands it where news of revocations may be waited for. */
  private Response linked(Response response) {
    List<Response.Field> fields = new ArrayList<>(response.fields());
    fields.add(
        new Response.Field(
            "Link", "<" + noticesPath() + ">; rel=\"" + RevocationNotices.RELATION + "\""));
    return new Response(
        response.status(), response.reason(), fields, response.content(), response.close());
  }

  private String noticesPath() {
    return path + "revocations";
  }

  private static Response failure(int status, String reason, byte[] der) {
    return uncached(status, reason)
        .field("Content-Type", StoredAnswer.MEDIA_TYPE)
        .content(der)
        .response();
  }

  private static Reply uncached(int status, String reason) {
    return Reply.of(status, reason).field("Cache-Control", "max-age=0, no-cache");
  }
}
