package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.pki.MalformedException;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a responder, a CRL's place or an issuer's place once, in the way and with the limits of a
 * server, and tells what came. Its methods block.
 *
 * @param timeout of each network step, for CRLs and issuers
 * @param proxy asked in the places' stead, null for none
 * @param allowed who is asked for CRLs and issuers because a certificate names it
 */
public record Probe(
    Duration timeout, @Nullable HttpUrl proxy, AllowedPlaces allowed, InstantSource clock) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int OCTETS = 16;
  private static final String NOBODY = "(none)";

  /** Asks a responder about a certificate, whoever names the responder. */
  public Probed responder(String url, Certificate subject, Certificate issuer, OcspPolicy policy) {
    return ask(url, CertId.of(subject, issuer, policy.hash()), issuer, policy, true);
  }

  /** Asks a responder about a certificate of that issuer which there need not be. */
  public Probed responder(String url, Certificate issuer, OcspPolicy policy) {
    CertId madeUp = CertId.of(new BigInteger(1, random()), issuer, policy.hash());
    return ask(url, madeUp, issuer, policy, false);
  }

  private Probed ask(
      String url, CertId asked, Certificate issuer, OcspPolicy policy, boolean known) {
    long before = System.nanoTime();
    String date = null;
    Probed.Timing timing = null;
    try {
      HttpUrl place = place(url);
      byte[] nonce = policy.nonce() ? random() : null;
      OcspClient.Asked answer =
          new OcspClient(policy.timeout(), policy.proxy(), policy.allowed())
              .ask(place, OcspRequest.of(List.of(asked), nonce));
      timing = Probed.Timing.since(before, clock.instant());
      date = answer.date();
      if (!known && answer.response().status() == OcspResponse.UNAUTHORIZED) {
        return Probed.of(new Probed.NotKnownThere("unauthorized"), timing, date);
      }
      OcspVerifier.Believed believed =
          new OcspVerifier(place.hostPort(), asked, issuer, nonce, policy, clock.instant())
              .verify(answer.response());
      return Probed.of(outcome(believed, known), timing, date);
    } catch (OcspException e) {
      Probed.Timing end = timing == null ? Probed.Timing.since(before, clock.instant()) : timing;
      return Probed.of(new Probed.Failed(e.failure()), end, date);
    }
  }

  private static Probed.Outcome outcome(OcspVerifier.Believed believed, boolean known) {
    BasicResponse.Answer answer = believed.answer();
    Certificate signer = believed.signer();
    Instant until = answer.nextUpdate();
    if (until != null && signer != null && signer.notAfter().isBefore(until)) {
      until = signer.notAfter();
    }
    return switch (answer.status()) {
      case CertStatus.Good _ -> new Probed.Believed("good", signer, until);
      case CertStatus.Revoked _ -> new Probed.Against("revoked", signer, until);
      case CertStatus.Unknown _ ->
          known
              ? new Probed.Against("unknown", signer, until)
              : new Probed.Believed("unknown", signer, until);
    };
  }

  /**
   * Fetches a CRL.
   *
   * @param subject the certificate that names the place
   * @param others certificates that may have signed the list, or issued who has
   */
  public Probed list(String url, Certificate subject, List<Certificate> others) {
    return fetch(
        url, CrlDownload.BODY_LIMIT, body -> list(url, body, subject, others), "it is no CRL: ");
  }

  private Probed.Outcome list(
      String url, byte[] body, Certificate subject, List<Certificate> others) {
    List<CrlIndex.Read> read = CrlReader.of(body);
    if (read.size() != 1) {
      return new Probed.Unfit("one CRL was expected, and %d came".formatted(read.size()));
    }
    HeldCrl list = new HeldCrl(read.getFirst(), new CrlOrigin(CrlOrigin.Source.FETCHED, url));
    List<Certificate> chain = chain(subject, others);
    CrlFailure failure = new CrlSigners(others, chain, 0, true, clock.instant()).failure(list);
    if (failure == null) {
      failure = CrlSuccession.failure(list, List.of(), clock.instant());
    }
    if (failure != null) {
      return new Probed.Unfit(failure.text());
    }
    CrlIndex index = list.index();
    Certificate signer =
        Stream.concat(chain.stream(), others.stream())
            .filter(list::isKnownToBeSignedBy)
            .findFirst()
            .orElse(null);
    boolean listed = index.entry(subject) != null;
    String said =
        "%d entries, %s"
            .formatted(
                index.count(), index.number() == null ? "no number" : "number " + index.number());
    return listed
        ? new Probed.Against("revoked, " + said, signer, index.nextUpdate())
        : new Probed.Believed(said, signer, index.nextUpdate());
  }

  /** The subject and its issuers, as far as they are known. */
  private static List<Certificate> chain(Certificate subject, List<Certificate> others) {
    Certificate at = subject;
    Stream.Builder<Certificate> chain = Stream.builder();
    chain.add(at);
    for (int length = 0; length < 10 && !at.isSelfIssued(); length++) {
      Optional<Certificate> issuer = IssuerFinder.among(at, others);
      if (issuer.isEmpty()) {
        break;
      }
      at = issuer.get();
      chain.add(at);
    }
    return chain.build().toList();
  }

  /** Fetches the issuer of a certificate (caIssuers, RFC 5280 4.2.2.1). */
  public Probed issuer(String url, Certificate subject) {
    return fetch(
        url,
        IssuerFinder.LIMIT,
        body ->
            IssuerFinder.among(subject, IssuerFinder.certificates(body))
                .<Probed.Outcome>map(
                    issuer -> new Probed.Believed("issuer", issuer, issuer.notAfter()))
                .orElse(new Probed.Unfit("the certificate that came has not issued this one")),
        "it is no certificate: ");
  }

  /** What a body amounts to. */
  @FunctionalInterface
  private interface Judgement {
    Probed.Outcome of(byte[] body);
  }

  private Probed fetch(String url, long limit, Judgement judgement, String malformed) {
    long before = System.nanoTime();
    PlainHttp.Reply reply;
    try {
      reply = new PlainHttp(timeout, limit, proxy, allowed).get(place(url));
    } catch (OcspException e) {
      return Probed.of(
          new Probed.Failed(e.failure()), Probed.Timing.since(before, clock.instant()), null);
    }
    Probed.Timing timing = Probed.Timing.since(before, clock.instant());
    Probed.Outcome outcome;
    try {
      outcome = judgement.of(reply.body());
    } catch (MalformedException e) {
      outcome = new Probed.Unfit(malformed + e.getMessage());
    }
    return Probed.of(outcome, timing, reply.date());
  }

  private static HttpUrl place(String url) throws OcspException {
    return HttpUrl.of(url)
        .orElseThrow(() -> new OcspException(new OcspFailure.BadUrl(NOBODY, url)));
  }

  private static byte[] random() {
    byte[] octets = new byte[OCTETS];
    RANDOM.nextBytes(octets);
    return octets;
  }
}
