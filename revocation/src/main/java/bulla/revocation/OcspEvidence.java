package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.OcspResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answer that a verdict rests on, or that there was none. Small: it is kept with the verdict.
 *
 * @param source where it came from
 * @param responder its URL, or its host and port
 * @param times null where no answer came that could be read
 * @param signer the subject of whose certificate signed it (RFC 4514); null where nobody has found
 *     that out
 * @param status what it says; null where it says nothing about the certificate
 * @param failure why it does not count; null if it does
 */
public record OcspEvidence(
    Source source,
    String responder,
    @Nullable Times times,
    @Nullable String signer,
    @Nullable CertStatus status,
    @Nullable OcspFailure failure) {

  /** Where an answer came from. */
  public enum Source {
    /** Asked for at this moment. */
    FETCHED,
    /** Kept in memory since it was asked for. */
    KEPT,
    /** Kept on disk, by an earlier process perhaps. */
    DISK
  }

  /**
   * An answer's times (RFC 6960 2.4).
   *
   * @param nextUpdate null if it has none
   */
  public record Times(Instant producedAt, Instant thisUpdate, @Nullable Instant nextUpdate) {}

  /** No answer. */
  static OcspEvidence none(String responder, OcspFailure failure) {
    return new OcspEvidence(Source.FETCHED, responder, null, null, null, failure);
  }

  /** An answer that cannot be believed. */
  static OcspEvidence rejected(
      String responder, OcspResponse response, CertId asked, OcspFailure failure) {
    BasicResponse basic = response.basic();
    if (basic == null) {
      return none(responder, failure);
    }
    for (BasicResponse.Answer answer : basic.answers()) {
      if (answer.certId().equals(asked)) {
        Times times = new Times(basic.producedAt(), answer.thisUpdate(), answer.nextUpdate());
        return new OcspEvidence(Source.FETCHED, responder, times, null, answer.status(), failure);
      }
    }
    return none(responder, failure);
  }

  /** The same from another source. */
  OcspEvidence from(Source other) {
    return new OcspEvidence(other, responder, times, signer, status, failure);
  }
}
