package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.KeyUsage;
import bulla.pki.OcspResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an OCSP response may be believed (RFC 6960 3.2), in httpd's order: status, nonce,
 * signature, certificate, time.
 *
 * @param responder {@code host:port}, for failures
 * @param nonce that was sent, or null
 */
record OcspVerifier(
    String responder,
    CertId asked,
    Certificate issuer,
    byte @Nullable [] nonce,
    OcspPolicy policy,
    Instant now) {

  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  /** More candidates than this are not a responder's chain but an attempt to keep us busy. */
  private static final int CANDIDATES = 8;

  /** RSA with MD2 and MD5 (RFC 6149, RFC 6151): anybody can find two texts with one signature. */
  private static final Set<String> BROKEN_ALGORITHMS =
      Set.of("1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4");

  /**
   * What may be believed.
   *
   * @param signer null if nobody looked for it (SSLOCSPNoverify)
   */
  record Believed(BasicResponse.Answer answer, @Nullable Certificate signer) {}

  /** The answer about the certificate that was asked. */
  Believed verify(OcspResponse response) throws OcspException {
    if (!response.isSuccessful()) {
      throw new OcspException(new OcspFailure.NotSuccessful(responder, response.status()));
    }
    BasicResponse basic = response.basic();
    if (basic == null) {
      throw new OcspException(new OcspFailure.NotBasic(responder));
    }
    if (nonce != null && !Arrays.equals(nonce, basic.nonce())) {
      throw new OcspException(new OcspFailure.BadNonce(responder));
    }
    Certificate signer = policy.noverify() ? null : signer(basic);
    if (!basic.unknownCriticalExtensions().isEmpty()) {
      throw badSignature(
          "the response has a critical extension that is not understood, "
              + basic.unknownCriticalExtensions().getFirst());
    }
    BasicResponse.Answer answer = answer(basic);
    String staleness = staleness(answer);
    if (staleness != null) {
      throw new OcspException(
          new OcspFailure.NotFresh(responder, answer.status().number(), staleness));
    }
    return new Believed(answer, signer);
  }

  /** One that says the worst, should there be several: none may hide another. */
  private BasicResponse.Answer answer(BasicResponse basic) throws OcspException {
    return basic.answers().stream()
        .filter(each -> each.certId().equals(asked))
        .max(Comparator.comparingInt(each -> severity(each.status())))
        .orElseThrow(() -> new OcspException(new OcspFailure.OtherCertificate(responder)));
  }

  private static int severity(CertStatus status) {
    return switch (status) {
      case CertStatus.Good _ -> 0;
      case CertStatus.Unknown _ -> 1;
      case CertStatus.Revoked _ -> 2;
    };
  }

  /**
   * Who made the signature and may do so. A certificate that has no right to sign is not even
   * tried: its key is an attacker's choice, and so is the time that it takes.
   */
  private Certificate signer(BasicResponse basic) throws OcspException {
    if (BROKEN_ALGORITHMS.contains(basic.signatureAlgorithm())) {
      throw badSignature("the signature's algorithm is broken, " + basic.signatureAlgorithm());
    }
    List<Certificate> named =
        Stream.of(List.of(issuer), policy.responderCertificates(), basic.certificates())
            .flatMap(List::stream)
            .filter(basic::namesResponder)
            .distinct()
            .limit(CANDIDATES)
            .toList();
    String wrong = "the signer's certificate is not there";
    for (Certificate candidate : named) {
      String lacking = lacking(candidate);
      if (lacking != null) {
        wrong = lacking;
      } else if (basic.isSignedBy(candidate, policy.signatures())) {
        return candidate;
      } else {
        wrong = "the signature is not the signer's";
      }
    }
    throw badSignature(wrong);
  }

  /**
   * What keeps a certificate from signing, or null: RFC 6960 4.2.2.2 lets the issuer, one that we
   * were told to trust, and the issuer's delegate.
   */
  private @Nullable String lacking(Certificate signer) {
    if (signer.equals(issuer) || policy.responderCertificates().contains(signer)) {
      return null;
    } else if (!signer.isSignedBy(issuer, policy.signatures())) {
      return "the signer is neither the certificate's issuer nor issued by it";
    } else if (!signer.extendedKeyUsages().contains(OCSP_SIGNING)) {
      return "the signer's certificate is not for OCSP signing";
    } else if (!signer.keyUsages().contains(KeyUsage.DIGITAL_SIGNATURE)) {
      return "the signer's certificate is not for signatures";
    } else if (!signer.isValidAt(now)) {
      return "the signer's certificate has expired or is not yet valid";
    } else if (signer.serial().equals(asked.serial())) {
      return "the certificate vouches for itself";
    }
    return null;
  }

  private OcspException badSignature(String text) {
    return new OcspException(new OcspFailure.BadSignature(responder, text));
  }

  /** What is wrong with the answer's times, or null; RFC 6960 4.2.2.1 with the policy's slack. */
  private @Nullable String staleness(BasicResponse.Answer answer) {
    Duration maxAge = policy.maxAge();
    Instant thisUpdate = answer.thisUpdate();
    Instant nextUpdate = answer.nextUpdate();
    if (thisUpdate.isAfter(now.plus(policy.skew()))) {
      return "status not yet valid";
    } else if (maxAge != null && thisUpdate.isBefore(now.minus(maxAge))) {
      return "status too old";
    } else if (nextUpdate != null && nextUpdate.isBefore(thisUpdate)) {
      return "nextUpdate before thisUpdate";
    } else if (nextUpdate != null && nextUpdate.isBefore(now.minus(policy.skew()))) {
      return "status expired";
    }
    return null;
  }
}
