package bulla.revocation;

import java.time.Duration;

/**
 * What happens between us and those who are asked over HTTP because of certificates: OCSP
 * responders, and the places of CRLs and of issuers. For who measures. Any thread; must not block.
 */
public interface ExchangeEvents {
  /**
   * An exchange is over, however it went.
   *
   * @param url who was asked
   * @param took from the first step of connecting to the last octet
   */
  default void asked(String url, Duration took) {}

  /** BullaRevocationAllow does not let somebody be asked: nothing was sent there. */
  default void notAllowed(String url) {}

  /** Somebody who was asked gave nothing, or no answer that can be believed. */
  default void failedUs(String url, OcspFailure why) {}
}
