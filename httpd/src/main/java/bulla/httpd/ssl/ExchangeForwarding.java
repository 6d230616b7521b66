package bulla.httpd.ssl;

import bulla.revocation.ExchangeEvents;
import bulla.revocation.OcspFailure;
import java.time.Duration;

/** Lets another count the exchanges. */
interface ExchangeForwarding extends ExchangeEvents {
  /** Who counts. */
  ExchangeEvents exchanges();

  @Override
  default void asked(String url, Duration took) {
    exchanges().asked(url, took);
  }

  @Override
  default void notAllowed(String url) {
    exchanges().notAllowed(url);
  }

  @Override
  default void failedUs(String url, OcspFailure why) {
    exchanges().failedUs(url, why);
  }
}
