package bulla.revocation;

import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import java.io.IOException;
import java.time.Instant;

/** What happens to staples, for the log. Called on the stapler's threads; must not block long. */
public interface StaplerEvents extends ExchangeEvents {
  /** A verified good answer came and is stapled from now on. */
  default void renewed(Certificate certificate, Instant until) {}

  /** What an earlier process or another server has kept was verified anew and is stapled. */
  default void restored(Certificate certificate, Instant until) {}

  /** No believable answer came (AH01941 and the lines before it). The last good one stays. */
  default void failed(Certificate certificate, OcspFailure why) {}

  /**
   * The verified answer is not good (AH02969). After revoked the last good one is not stapled any
   * more.
   */
  default void notGood(Certificate certificate, CertStatus status) {}

  /** The certificate names no responder, and none was given (AH02218). It is never stapled. */
  default void noResponder(Certificate certificate) {}

  /** The answer could not be kept for the next process; it is stapled all the same. */
  default void notKept(Certificate certificate, String place, IOException why) {}
}
