package bulla.responder;

import bulla.cfssl.CfsslException;
import bulla.http.Exchange;
import bulla.http.Handler;
import bulla.http.Refusal;
import bulla.http.Response;
import bulla.pki.Crl;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CAs' web site, where AIA, CRL distribution points and policy qualifiers of their certificates
 * point: {@code /LABEL/ca.crt}, {@code /LABEL/crl}, {@code /LABEL/cps.html}, and an index.
 */
public final class Site implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Site.class);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Map<String, SiteAuthority> authorities = new LinkedHashMap<>();
  private final Map<String, CrlPublisher> publishers = new HashMap<>();
  private final Executor blocking;

  /**
   * Makes the site.
   *
   * @param blocking runs what may block
   */
  public Site(Collection<SiteAuthority> authorities, InstantSource clock, Executor blocking) {
    this.blocking = blocking;
    for (SiteAuthority authority : authorities) {
      this.authorities.put(authority.label(), authority);
      PrivateKey key = authority.key();
      if (key != null && authority.db() != null) {
        publishers.put(
            authority.label(),
            new CrlPublisher(authority.certificate(), key, authority.db(), clock));
      }
    }
  }

  @Override
  public void handle(Exchange exchange) {
    String method = exchange.request().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.respond(
          Reply.text(405, "Method Not Allowed", "405 method not allowed")
              .field("Allow", "GET, HEAD")
              .response());
      return;
    }
    String path = RequestPath.decoded(RequestPath.of(exchange.request().target()));
    if (path == null) {
      exchange.respond(Reply.text(400, "Bad Request", "400 bad request").response());
      return;
    }
    if (path.equals("/")) {
      exchange.respond(html(SitePages.index(authorities.values())));
      return;
    }
    int slash = path.indexOf('/', 1);
    String label = slash < 0 ? "" : path.substring(1, slash);
    SiteAuthority authority = authorities.get(label);
    if (authority == null) {
      exchange.respond(notFound("404 page not found"));
    } else {
      file(exchange, authority, path.substring(slash + 1));
    }
  }

  @Override
  public void refuse(Exchange exchange, Refusal refusal) {
    exchange.respond(Reply.refusal(refusal));
  }

  private void file(Exchange exchange, SiteAuthority authority, String name) {
    switch (name) {
      case "ca.crt" -> exchange.respond(certificate(authority));
      case "crl" -> {
        String known = exchange.request().field("If-None-Match");
        blocking.execute(() -> exchange.respond(crl(authority, known)));
      }
      case "cps.html" -> exchange.respond(html(SitePages.statement(authority)));
      default -> exchange.respond(notFound("404 page not found"));
    }
  }

  /**
   * PEM, for the article's readers pipe it into {@code openssl x509}; so not RFC 2585's
   * application/pkix-cert, which is DER, but the type that httpd's mime.types has for .crt and by
   * which browsers offer to install it.
   */
  private static Response certificate(SiteAuthority authority) {
    return Reply.of(200, "OK")
        .field("Content-Type", "application/x-x509-ca-cert")
        .content(authority.certificate().pem().getBytes(StandardCharsets.US_ASCII))
        .response();
  }

  /** RFC 2585 4.2. Caches must ask again: a revocation shall be seen at once. */
  private Response crl(SiteAuthority authority, @Nullable String known) {
    CrlPublisher publisher = publishers.get(authority.label());
    if (publisher == null) {
      return notFound(
          "this authority publishes no revocation list here: its key or certdb is elsewhere");
    }
    try {
      Crl crl = publisher.current();
      String tag = "\"" + crl.number() + "\"";
      Reply reply =
          tag.equals(known)
              ? Reply.of(304, "Not Modified")
              : Reply.of(200, "OK")
                  .content(crl.der())
                  .field("Content-Type", "application/pkix-crl");
      return reply
          .field("Cache-Control", "no-cache")
          .field("ETag", tag)
          .field("Last-Modified", DATE.format(crl.thisUpdate()))
          .response();
    } catch (CfsslException | RuntimeException e) {
      LOG.error("no CRL of {}: {}", authority.label(), e.toString());
      return Reply.text(503, "Service Unavailable", "503 the revocation list cannot be made now")
          .field("Retry-After", "5")
          .response();
    }
  }

  private static Response html(String page) {
    return Reply.of(200, "OK")
        .field("Content-Type", "text/html; charset=utf-8")
        .content(page.getBytes(StandardCharsets.UTF_8))
        .response();
  }

  private static Response notFound(String text) {
    return Reply.text(404, "Not Found", text).response();
  }
}
