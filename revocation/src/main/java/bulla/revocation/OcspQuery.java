package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks about one certificate and verifies what comes. */
record OcspQuery(Certificate subject, Certificate issuer, OcspPolicy policy) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** httpd's; RFC 9654 2.1 wants 32 but every responder takes 16. */
  private static final int NONCE_OCTETS = 16;

  /** Who is named where nobody was asked. */
  private static final String NOBODY = "(none)";

  /**
   * A response that was verified, and the answer in it.
   *
   * @param responder who gave it, {@code host:port}
   * @param signer of the response; null if nobody looked for it (SSLOCSPNoverify)
   * @param notices where the responder tells of revocations; null if it does not
   */
  record Verified(
      String responder,
      OcspResponse response,
      BasicResponse.Answer answer,
      @Nullable Certificate signer,
      @Nullable HttpUrl notices) {

    /**
     * When the answer stops being fresh: at its nextUpdate, or when its signer's certificate ends;
     * null if newer word can always be had (RFC 6960 4.2.2.1).
     */
    @Nullable Instant until() {
      Instant next = answer.nextUpdate();
      return next == null || signer == null || next.isBefore(signer.notAfter())
          ? next
          : signer.notAfter();
    }
  }

  /** Whether there is a responder to ask. */
  boolean hasResponder() {
    return !policy.respondersOf(subject).isEmpty();
  }

  /** Whether a responder to ask is this one. */
  boolean asks(String host, int port) {
    return policy.respondersOf(subject).stream()
        .map(HttpUrl::of)
        .anyMatch(
            url -> url.isPresent() && url.get().host().equals(host) && url.get().port() == port);
  }

  /** The same for who asks so seldom that no responder need be left in peace. */
  Verified ask(InstantSource clock, ResponderEvents events) throws OcspException {
    return ask(clock, new Circuits(clock), events);
  }

  /**
   * Asks one responder after the other until one gives an answer that can be believed. Blocks.
   *
   * @throws OcspException the first one's failure, when none does
   */
  Verified ask(InstantSource clock, Circuits circuits, ResponderEvents events)
      throws OcspException {
    OcspException first = null;
    for (String responder : policy.respondersOf(subject)) {
      try {
        return ask(url(responder), clock, circuits, events);
      } catch (OcspException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? new OcspException(new OcspFailure.BadUrl(NOBODY, NOBODY)) : first;
  }

  private Verified ask(HttpUrl url, InstantSource clock, Circuits circuits, ResponderEvents events)
      throws OcspException {
    byte[] nonce = policy.nonce() ? nonce() : null;
    OcspRequest request = OcspRequest.of(List.of(certId()), nonce);
    OcspClient client = new OcspClient(policy.timeout(), policy.proxy());
    OcspClient.Asked asked =
        circuits.through(
            url.hostPort(), policy.timeout(), () -> measured(client, url, request, events));
    // Behind a proxy the responder's own port cannot be reached.
    HttpUrl notices = policy.proxy() == null ? asked.notices() : null;
    try {
      return verify(url.hostPort(), asked.response(), nonce, notices, clock);
    } catch (OcspException e) {
      events.failedUs(url.text(), e.failure());
      throw e;
    }
  }

  private static OcspClient.Asked measured(
      OcspClient client, HttpUrl url, OcspRequest request, ResponderEvents events)
      throws OcspException {
    long before = System.nanoTime();
    try {
      return client.ask(url, request);
    } catch (OcspException e) {
      events.failedUs(url.text(), e.failure());
      throw e;
    } finally {
      events.asked(url.text(), Duration.ofNanos(System.nanoTime() - before));
    }
  }

  /** Verifies a response that was kept, as one without a nonce. */
  Verified verifyKept(OcspResponse response, InstantSource clock) throws OcspException {
    return verify("(kept)", response, null, null, clock);
  }

  private Verified verify(
      String responder,
      OcspResponse response,
      byte @Nullable [] nonce,
      @Nullable HttpUrl notices,
      InstantSource clock)
      throws OcspException {
    OcspVerifier.Believed believed =
        new OcspVerifier(responder, certId(), issuer, nonce, policy, clock.instant())
            .verify(response);
    return new Verified(responder, response, believed.answer(), believed.signer(), notices);
  }

  private CertId certId() {
    return CertId.of(subject, issuer, policy.hash());
  }

  private static HttpUrl url(String text) throws OcspException {
    return HttpUrl.of(text)
        .orElseThrow(() -> new OcspException(new OcspFailure.BadUrl(NOBODY, text)));
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_OCTETS];
    RANDOM.nextBytes(nonce);
    return nonce;
  }
}
