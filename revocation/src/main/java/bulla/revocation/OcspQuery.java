package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
   * @param place who gave it, its URL
   * @param responder the same as {@code host:port}
   * @param signer of the response; null if nobody looked for it (SSLOCSPNoverify)
   * @param notices where the responder tells of revocations; null if it does not
   * @param failed who was asked in vain before
   */
  record Verified(
      String place,
      String responder,
      OcspResponse response,
      BasicResponse.Answer answer,
      @Nullable Certificate signer,
      @Nullable HttpUrl notices,
      List<OcspEvidence> failed) {

    private Verified after(List<OcspEvidence> others) {
      return new Verified(place, responder, response, answer, signer, notices, List.copyOf(others));
    }

    /** All that was asked. */
    List<OcspEvidence> consulted() {
      List<OcspEvidence> all = new ArrayList<>(failed);
      all.add(evidence());
      return all;
    }

    /** The answer. */
    OcspEvidence evidence() {
      BasicResponse basic = response.basic();
      Instant produced = basic == null ? answer.thisUpdate() : basic.producedAt();
      return new OcspEvidence(
          OcspEvidence.Source.FETCHED,
          place,
          new OcspEvidence.Times(produced, answer.thisUpdate(), answer.nextUpdate()),
          signer == null ? null : signer.subject().rfc2253Ascii(),
          answer.status(),
          null);
    }

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

  /** Asks one of the responders, for who does so so seldom that none need be left in peace. */
  Verified ask(String responder, InstantSource clock, ExchangeEvents events) throws OcspException {
    return ask(responder, url(responder), clock, new Circuits(clock, Waiting.IDLY), events);
  }

  /**
   * Asks one responder after the other until one gives an answer that can be believed. Blocks.
   *
   * @throws OcspException the first one's failure, when none does
   */
  Verified ask(InstantSource clock, Circuits circuits, ExchangeEvents events) throws OcspException {
    OcspFailure first = null;
    List<OcspEvidence> failed = new ArrayList<>();
    for (String responder : policy.respondersOf(subject)) {
      try {
        return ask(responder, url(responder), clock, circuits, events).after(failed);
      } catch (OcspException e) {
        first = first == null ? e.failure() : first;
        failed.addAll(
            e.consulted().isEmpty()
                ? List.of(OcspEvidence.none(responder, e.failure()))
                : e.consulted());
      }
    }
    throw new OcspException(first == null ? new OcspFailure.BadUrl(NOBODY, NOBODY) : first, failed);
  }

  private Verified ask(
      String place, HttpUrl url, InstantSource clock, Circuits circuits, ExchangeEvents events)
      throws OcspException {
    byte[] nonce = policy.nonce() ? nonce() : null;
    OcspRequest request = OcspRequest.of(List.of(certId()), nonce);
    OcspClient client = new OcspClient(policy.timeout(), policy.proxy(), policy.placesOf(subject));
    OcspClient.Asked asked =
        circuits.through(
            url.hostPort(),
            policy.timeout(),
            () -> Measured.exchange(url, events, () -> client.ask(url, request)));
    // Behind a proxy the responder's own port cannot be reached.
    HttpUrl notices = policy.proxy() == null ? asked.notices() : null;
    try {
      return verify(place, url.hostPort(), asked.response(), nonce, notices, clock);
    } catch (OcspException e) {
      events.failedUs(url.text(), e.failure());
      throw e;
    }
  }

  /** Verifies a response that was kept, as one without a nonce. */
  Verified verifyKept(OcspResponse response, InstantSource clock) throws OcspException {
    return verify("(kept)", "(kept)", response, null, null, clock);
  }

  private Verified verify(
      String place,
      String responder,
      OcspResponse response,
      byte @Nullable [] nonce,
      @Nullable HttpUrl notices,
      InstantSource clock)
      throws OcspException {
    CertId asked = certId();
    try {
      OcspVerifier.Believed believed =
          new OcspVerifier(responder, asked, issuer, nonce, policy, clock.instant())
              .verify(response);
      return new Verified(
          place, responder, response, believed.answer(), believed.signer(), notices, List.of());
    } catch (OcspException e) {
      throw new OcspException(
          e.failure(), List.of(OcspEvidence.rejected(place, response, asked, e.failure())));
    }
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
