package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.OcspResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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

  /** The answer about the certificate that was asked. */
  BasicResponse.Answer verify(OcspResponse response) throws OcspException {
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
    if (!policy.noverify()) {
      verifySignature(basic);
    }
    BasicResponse.Answer answer =
        basic.answers().stream()
            .filter(each -> each.certId().equals(asked))
            .findFirst()
            .orElseThrow(() -> new OcspException(new OcspFailure.OtherCertificate(responder)));
    String staleness = staleness(answer);
    if (staleness != null) {
      throw new OcspException(
          new OcspFailure.NotFresh(responder, answer.status().number(), staleness));
    }
    return answer;
  }

  private void verifySignature(BasicResponse basic) throws OcspException {
    List<Certificate> named =
        Stream.of(List.of(issuer), policy.responderCertificates(), basic.certificates())
            .flatMap(List::stream)
            .filter(basic::namesResponder)
            .distinct()
            .limit(CANDIDATES)
            .toList();
    if (named.isEmpty()) {
      throw badSignature("the signer's certificate is not there");
    }
    for (Certificate candidate : named) {
      if (basic.isSignedBy(candidate)) {
        verifyRight(candidate);
        return;
      }
    }
    throw badSignature("the signature is not the signer's");
  }

  /** RFC 6960 4.2.2.2: the issuer, one that we were told to trust, or the issuer's delegate. */
  private void verifyRight(Certificate signer) throws OcspException {
    if (signer.equals(issuer) || policy.responderCertificates().contains(signer)) {
      return;
    }
    if (!signer.isSignedBy(issuer)) {
      throw badSignature("the signer is neither the certificate's issuer nor issued by it");
    } else if (!signer.extendedKeyUsages().contains(OCSP_SIGNING)) {
      throw badSignature("the signer's certificate is not for OCSP signing");
    } else if (!signer.isValidAt(now)) {
      throw badSignature("the signer's certificate has expired or is not yet valid");
    }
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
