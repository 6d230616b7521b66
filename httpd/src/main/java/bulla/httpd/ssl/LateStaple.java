package bulla.httpd.ssl;

import bulla.revocation.Staple;
import bulla.tls.StapleSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate's staple, which is ordered before it can be fetched. When there is none, nothing is
 * stapled but what the operator asks for.
 */
final class LateStaple implements StapleSource {
  /** An OCSPResponse that says tryLater (RFC 6960 4.2.1). */
  private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};

  private final boolean required;
  private final Instead instead;
  private final List<LateStaple> chain;
  private final Runnable without;
  private volatile @Nullable Staple staple;

  /**
   * What is stapled when there is no good answer.
   *
   * @param refusal what the responder said (SSLStaplingReturnResponderErrors)
   * @param tryLater what nobody said, where there is nothing else (SSLStaplingFakeTryLater)
   */
  record Instead(boolean refusal, boolean tryLater) {
    static final Instead NOTHING = new Instead(false, false);
  }

  /**
   * One that is not there yet.
   *
   * @param required whether the certificate must not be shown without one
   * @param chain those of what is sent after it, in its order; none where they cannot be stapled
   * @param without run whenever one is asked for and there is none; must not block
   */
  LateStaple(boolean required, Instead instead, List<LateStaple> chain, Runnable without) {
    this.without = without;
    this.required = required;
    this.instead = instead;
    this.chain = List.copyOf(chain);
  }

  void fetched(@Nullable Staple fetched) {
    staple = fetched;
  }

  @Override
  public byte @Nullable [] staple() {
    Staple ours = staple;
    byte[] now = ours == null ? null : ours.response();
    if (now == null && ours != null && instead.refusal()) {
      now = ours.refusal();
    }
    if (now == null) {
      without.run();
    }
    return now == null && instead.tryLater() ? TRY_LATER : now;
  }

  @Override
  public byte @Nullable [] ofChain(int index) {
    return index < chain.size() ? chain.get(index).staple() : null;
  }

  @Override
  public boolean missing() {
    Staple ours = staple;
    return required && (ours == null || ours.response() == null);
  }
}
