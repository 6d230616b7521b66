package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks about one certificate and verifies what comes. */
record OcspQuery(Certificate subject, Certificate issuer, OcspPolicy policy) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** httpd's; RFC 9654 2.1 wants 32 but every responder takes 16. */
  private static final int NONCE_OCTETS = 16;

  /** A response that was verified, and the answer in it. */
  record Verified(OcspResponse response, BasicResponse.Answer answer, @Nullable HttpUrl notices) {}

  /** Whether there is a responder to ask. */
  boolean hasResponder() {
    return policy.responderOf(subject) != null;
  }

  /** Whether the responder to ask is this one. */
  boolean asks(String host, int port) {
    return HttpUrl.of(String.valueOf(policy.responderOf(subject)))
        .filter(url -> url.host().equals(host) && url.port() == port)
        .isPresent();
  }

  /** Blocks until there is an answer, or none can be had. */
  Verified ask(InstantSource clock) throws OcspException {
    HttpUrl url = url();
    byte[] nonce = policy.nonce() ? nonce() : null;
    OcspRequest request = OcspRequest.of(List.of(certId()), nonce);
    OcspClient.Asked asked = new OcspClient(policy.timeout(), policy.proxy()).ask(url, request);
    Verified verified = verify(url.hostPort(), asked.response(), nonce, clock);
    // Behind a proxy the responder's own port cannot be reached.
    return policy.proxy() == null
        ? new Verified(verified.response(), verified.answer(), asked.notices())
        : verified;
  }

  /** Verifies a response that was kept, as one without a nonce. */
  Verified verifyKept(OcspResponse response, InstantSource clock) throws OcspException {
    return verify("(kept)", response, null, clock);
  }

  private Verified verify(
      String responder, OcspResponse response, byte @Nullable [] nonce, InstantSource clock)
      throws OcspException {
    OcspVerifier verifier =
        new OcspVerifier(responder, certId(), issuer, nonce, policy, clock.instant());
    return new Verified(response, verifier.verify(response), null);
  }

  private CertId certId() {
    return CertId.of(subject, issuer, CertId.Hash.SHA1);
  }

  private HttpUrl url() throws OcspException {
    String text = String.valueOf(policy.responderOf(subject));
    return HttpUrl.of(text)
        .orElseThrow(() -> new OcspException(new OcspFailure.BadUrl("(none)", text)));
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_OCTETS];
    RANDOM.nextBytes(nonce);
    return nonce;
  }
}
