package bulla.responder;

import bulla.http.Response;
import bulla.pki.BasicResponse;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signed answer with the headers of RFC 5019 6.2. One past its nextUpdate is served too, as CFSSL
 * does: the client decides.
 */
record StoredAnswer(byte[] der, Instant thisUpdate, @Nullable Instant nextUpdate, String tag) {
  static final String MEDIA_TYPE = "application/ocsp-response";

  /** CFSSL ends its dates in UTC where RFC 9110 5.6.7 has GMT; who parses them takes both. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * Looks into the answer.
   *
   * @throws MalformedException if it is none
   */
  static StoredAnswer of(byte[] der) {
    BasicResponse basic = OcspResponse.ofDer(der).basic();
    if (basic == null || basic.answers().isEmpty()) {
      throw new MalformedException("expected an OCSP response with an answer");
    }
    BasicResponse.Answer answer = basic.answers().getFirst();
    return new StoredAnswer(der, answer.thisUpdate(), answer.nextUpdate(), tag(der));
  }

  Response response(Instant now, @Nullable String known) {
    boolean unchanged = tag.equals(known);
    Reply reply = unchanged ? Reply.of(304, "Not Modified") : Reply.of(200, "OK").content(der);
    reply
        .field(
            "Cache-Control", "max-age=" + maxAge(now) + ", public, no-transform, must-revalidate")
        .field("Content-Type", MEDIA_TYPE)
        .field("Etag", tag);
    if (nextUpdate != null) {
      reply.field("Expires", DATE.format(nextUpdate));
    }
    return reply.field("Last-Modified", DATE.format(thisUpdate)).response();
  }

  private long maxAge(Instant now) {
    return nextUpdate == null ? 0 : Math.max(0, Duration.between(now, nextUpdate).toSeconds());
  }

  private static String tag(byte[] der) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return '"' + HexFormat.of().withUpperCase().formatHex(digest) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
