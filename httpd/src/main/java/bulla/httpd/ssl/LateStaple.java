package bulla.httpd.ssl;

import bulla.revocation.Staple;
import bulla.tls.StapleSource;
import org.jspecify.annotations.Nullable;

/**
 * A certificate's staple, which is ordered before it can be fetched. When there is none, nothing is
 * stapled, or tryLater (RFC 6960 4.2.1) where the operator asks for it.
 */
final class LateStaple implements StapleSource {
  private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};

  private final boolean tryLater;
  private volatile @Nullable Staple staple;

  LateStaple(boolean tryLater) {
    this.tryLater = tryLater;
  }

  void fetched(@Nullable Staple staple) {
    this.staple = staple;
  }

  @Override
  public byte @Nullable [] staple() {
    Staple ours = staple;
    byte[] now = ours == null ? null : ours.response();
    return now == null && tryLater ? TRY_LATER : now;
  }
}
