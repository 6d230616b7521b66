package bulla.revocation;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The place where a certificate's staple lies. Read on event loops: never blocks. */
public final class Staple {
  private final InstantSource clock;
  private volatile @Nullable Content good;
  private volatile @Nullable Content refusal;

  Staple(InstantSource clock) {
    this.clock = clock;
  }

  /** A response within its time. */
  private record Content(byte[] response, Instant thisUpdate, Instant until) {}

  /**
   * The DER OCSPResponse to staple, or null if there is none that is verified, good and within its
   * time. The octets are shared and must not be changed.
   */
  public byte @Nullable [] response() {
    return current(good);
  }

  /**
   * What the responder last said instead of good: an unsuccessful OCSPResponse, or a verified one
   * that says revoked or unknown. Null if there is none, or not any more.
   */
  public byte @Nullable [] refusal() {
    return current(refusal);
  }

  /**
   * When what is stapled was true first, and until when it may be stapled.
   *
   * @param thisUpdate of the response
   */
  public record Times(Instant thisUpdate, Instant until) {}

  /** The times of what is stapled; null if nothing is. */
  public @Nullable Times times() {
    Content now = good;
    return now == null || current(now) == null ? null : new Times(now.thisUpdate(), now.until());
  }

  private byte @Nullable [] current(@Nullable Content content) {
    return content == null || clock.instant().isAfter(content.until()) ? null : content.response();
  }

  /** Whether what is stapled is younger than an answer of that thisUpdate. */
  boolean youngerThan(Instant thisUpdate) {
    Content now = good;
    return now != null && current(now) != null && now.thisUpdate().isAfter(thisUpdate);
  }

  /** Whether what is stapled, if anything, is older than an answer of that thisUpdate. */
  boolean olderThan(Instant thisUpdate) {
    Content now = good;
    return now == null || current(now) == null || now.thisUpdate().isBefore(thisUpdate);
  }

  void put(StapleStore.Kept kept) {
    good = new Content(kept.response(), kept.thisUpdate(), kept.until());
    refusal = null;
  }

  void refuse(byte[] response, Instant until) {
    refusal = new Content(response, Instant.MIN, until);
  }

  void noRefusal() {
    refusal = null;
  }

  void clear() {
    good = null;
  }
}
