package bulla.revocation;

import java.time.Duration;

/** What happens between us and OCSP responders, for who measures. Any thread; must not block. */
public interface ResponderEvents {
  /**
   * An exchange with a responder is over, however it went.
   *
   * @param url of the responder
   * @param took from the first step of connecting to the last octet
   */
  default void asked(String url, Duration took) {}

  /** BullaRevocationAllow does not let a responder be asked: nothing was sent to it. */
  default void notAllowed(String url) {}

  /** A responder that was asked gave no answer that can be believed. */
  default void failedUs(String url, OcspFailure why) {}
}
