package bulla.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one certificate's revocation. */
public sealed interface Verdict {
  /** Not revoked. {@code until} is when the answer stops being fresh. */
  record Good(Instant until) implements Verdict {}

  /**
   * Revoked.
   *
   * @param at when it was revoked
   * @param reason CRLReason (RFC 5280 5.3.1), or -1 when none was given
   * @param until when the answer stops being fresh
   */
  record Revoked(Instant at, int reason, Instant until) implements Verdict {}

  /** The responder answered in good form that it does not know the certificate. */
  record Unknown(Instant until) implements Verdict {}

  /** There is no usable responder URL in the certificate and no default one. */
  record NoResponder() implements Verdict {}

  /**
   * No believable answer could be had.
   *
   * @param goodUntil until when the last answer that said good was fresh, null if there is none
   */
  record Unavailable(OcspFailure why, @Nullable Instant goodUntil) implements Verdict {}

  /** Whether the certificate may be accepted on this verdict under hard fail. */
  default boolean good() {
    return this instanceof Good;
  }

  /** For logs: the certStatus number of OCSP, or null where the verdict is no such status. */
  default @Nullable Integer certStatus() {
    return switch (this) {
      case Good good -> 0;
      case Revoked revoked -> 1;
      case Unknown unknown -> 2;
      case NoResponder none -> null;
      case Unavailable unavailable -> null;
    };
  }
}
