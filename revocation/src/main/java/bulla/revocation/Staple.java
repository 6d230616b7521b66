package bulla.revocation;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The place where a certificate's staple lies. Read on event loops: never blocks. */
public final class Staple {
  private final InstantSource clock;
  private volatile @Nullable Content content;

  Staple(InstantSource clock) {
    this.clock = clock;
  }

  private record Content(byte[] response, Instant until) {}

  /**
   * The DER OCSPResponse to staple, or null if there is none that is verified, good and within its
   * time. The octets are shared and must not be changed.
   */
  public byte @Nullable [] response() {
    Content now = content;
    return now == null || clock.instant().isAfter(now.until()) ? null : now.response();
  }

  void put(byte[] response, Instant until) {
    content = new Content(response, until);
  }

  void clear() {
    content = null;
  }
}
