package bulla.revocation;

import bulla.pki.MalformedException;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks an OCSP responder: POST over HTTP/1.0 (RFC 6960 A.1), as httpd does. Blocks; to be called on
 * a virtual or pool thread.
 */
final class OcspClient {
  private static final long BODY_LIMIT = 2 << 20;

  private final PlainHttp http;

  OcspClient(Duration timeout, @Nullable HttpUrl proxy) {
    this.http = new PlainHttp(timeout, BODY_LIMIT, proxy);
  }

  /** The response as it came, not verified. */
  OcspResponse ask(HttpUrl url, OcspRequest request) throws OcspException {
    byte[] body = http.post(url, "application/ocsp-request", request.der());
    try {
      return OcspResponse.ofDer(body);
    } catch (MalformedException e) {
      throw new OcspException(
          new OcspFailure.Undecodable(url.hostPort(), String.valueOf(e.getMessage())));
    }
  }
}
