package bulla.revocation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one certificate's revocation. */
public sealed interface Verdict {
  /** Not revoked. {@code until} is when the answer stops being fresh. */
  record Good(Instant until, List<OcspEvidence> consulted) implements Verdict {
    public Good {
      consulted = List.copyOf(consulted);
    }
  }

  /**
   * Revoked.
   *
   * @param at when it was revoked
   * @param reason CRLReason (RFC 5280 5.3.1), or -1 when none was given
   * @param until when the answer stops being fresh
   */
  record Revoked(Instant at, int reason, Instant until, List<OcspEvidence> consulted)
      implements Verdict {
    public Revoked {
      consulted = List.copyOf(consulted);
    }
  }

  /** The responder answered in good form that it does not know the certificate. */
  record Unknown(Instant until, List<OcspEvidence> consulted) implements Verdict {
    public Unknown {
      consulted = List.copyOf(consulted);
    }
  }

  /** There is no usable responder URL in the certificate and no default one. */
  record NoResponder() implements Verdict {
    @Override
    public List<OcspEvidence> consulted() {
      return List.of();
    }
  }

  /**
   * No believable answer could be had.
   *
   * @param goodUntil until when the last answer that said good was fresh, null if there is none
   */
  record Unavailable(OcspFailure why, @Nullable Instant goodUntil, List<OcspEvidence> consulted)
      implements Verdict {
    public Unavailable {
      consulted = List.copyOf(consulted);
    }
  }

  /** The answers that it rests on, also those that do not count, in the order of asking. */
  List<OcspEvidence> consulted();

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

  /** The same for who finds it in memory. */
  default Verdict kept() {
    List<OcspEvidence> then =
        consulted().stream()
            .map(
                each ->
                    each.source() == OcspEvidence.Source.FETCHED
                        ? each.from(OcspEvidence.Source.KEPT)
                        : each)
            .toList();
    return switch (this) {
      case Good good -> new Good(good.until(), then);
      case Revoked revoked -> new Revoked(revoked.at(), revoked.reason(), revoked.until(), then);
      case Unknown unknown -> new Unknown(unknown.until(), then);
      case NoResponder none -> none;
      case Unavailable away -> new Unavailable(away.why(), away.goodUntil(), then);
    };
  }
}
