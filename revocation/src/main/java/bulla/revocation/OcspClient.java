package bulla.revocation;

import bulla.pki.MalformedException;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import bulla.pki.RevocationNotices;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks an OCSP responder: POST over HTTP/1.0 (RFC 6960 A.1), as httpd does. Blocks; to be called on
 * a virtual or pool thread.
 */
final class OcspClient {
  private static final long BODY_LIMIT = 2 << 20;
  private static final Pattern NOTICES =
      Pattern.compile("<(/[!-;=?-~]*)>\\s*;\\s*rel=\"" + RevocationNotices.RELATION + "\"");

  private final PlainHttp http;

  OcspClient(Duration timeout, @Nullable HttpUrl proxy, AllowedPlaces allowed) {
    this.http = new PlainHttp(timeout, BODY_LIMIT, proxy, allowed);
  }

  /**
   * A response as it came, not verified.
   *
   * @param notices where the responder tells of revocations; null if it does not
   * @param date its Date field, null if there is none
   */
  record Asked(OcspResponse response, @Nullable HttpUrl notices, @Nullable String date) {}

  /** Asks once. */
  Asked ask(HttpUrl url, OcspRequest request) throws OcspException {
    PlainHttp.Reply reply = http.post(url, "application/ocsp-request", request.der());
    try {
      return new Asked(OcspResponse.ofDer(reply.body()), notices(url, reply.link()), reply.date());
    } catch (MalformedException e) {
      throw new OcspException(
          new OcspFailure.Undecodable(url.hostPort(), String.valueOf(e.getMessage())));
    }
  }

  /** The place is always the responder's own: a Link to another host is not followed. */
  private static @Nullable HttpUrl notices(HttpUrl url, @Nullable String link) {
    if (link == null) {
      return null;
    }
    Matcher matcher = NOTICES.matcher(link);
    return matcher.find() ? new HttpUrl(url.host(), url.port(), matcher.group(1)) : null;
  }
}
