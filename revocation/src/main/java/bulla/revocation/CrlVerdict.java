package bulla.revocation;

import java.time.Instant;

/** What CRLs tell of one certificate. */
public sealed interface CrlVerdict {
  /** On no list. {@code until} is when the lists that say so stop being fresh. */
  record Good(Instant until) implements CrlVerdict {}

  /**
   * Revoked.
   *
   * @param at when it was revoked
   * @param reason CRLReason (RFC 5280 5.3.1), or -1 when none was given
   */
  record Revoked(Instant at, int reason) implements CrlVerdict {}

  /** No list that could be used speaks of it. */
  record Undetermined(CrlFailure why) implements CrlVerdict {}
}
