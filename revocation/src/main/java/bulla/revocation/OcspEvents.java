package bulla.revocation;

/** What happens to questions about clients' certificates, for who measures. Any thread. */
public interface OcspEvents extends ExchangeEvents {
  /** Nobody is told. */
  OcspEvents NONE = new OcspEvents() {};

  /** Where a verdict came from. */
  enum Source {
    /** A responder was asked for it. */
    OCSP,

    /** It was there already, or another caller had just asked. */
    KEPT,

    /** No responder gave one, and the last good answer has not ended. */
    LAST_GOOD
  }

  /** A verdict was given to a caller. */
  default void verdict(Source source, Verdict verdict) {}

  /** A verdict that was kept has made room for another. */
  default void evicted() {}
}
