package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.revocation.OcspFailure;
import bulla.revocation.Probed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place that was asked.
 *
 * @param probed what came; null if nothing did before the time was up
 * @param trouble what is wrong; null if nothing is
 * @param remedy what to do about it
 */
public record Asked(
    Kind kind,
    String url,
    @Nullable Probed probed,
    @Nullable String trouble,
    @Nullable String remedy) {

  /** What there is to be had. */
  public enum Kind {
    /** Answers of an OCSP responder. */
    OCSP,
    /** A CRL. */
    CRL,
    /** The issuer's certificate. */
    AIA
  }

  /** Whether something is wrong. */
  public boolean wrong() {
    return trouble != null;
  }

  /** Whether an answer came, whatever it was. */
  public boolean reached() {
    return probed != null
        && !(probed.outcome() instanceof Probed.Failed(OcspFailure why)
            && (why instanceof OcspFailure.BadUrl
                || why instanceof OcspFailure.NotAllowed
                || why instanceof OcspFailure.NoAddress
                || why instanceof OcspFailure.CannotConnect
                || why instanceof OcspFailure.TimedOut));
  }

  /** What it says, in a few words; null if nothing that can be believed. */
  public @Nullable String said() {
    return switch (outcome()) {
      case Probed.Believed believed -> believed.said();
      case Probed.Against against -> against.said();
      case Probed.NotKnownThere nothing -> nothing.said();
      case null, default -> null;
    };
  }

  /** Whose signature was verified; null if nobody's. */
  public @Nullable Certificate signer() {
    return switch (outcome()) {
      case Probed.Believed believed -> believed.signer();
      case Probed.Against against -> against.signer();
      case null, default -> null;
    };
  }

  /** When what was verified stops being fresh; null if it does not say. */
  public @Nullable Instant until() {
    return switch (outcome()) {
      case Probed.Believed believed -> believed.until();
      case Probed.Against against -> against.until();
      case null, default -> null;
    };
  }

  private Probed.@Nullable Outcome outcome() {
    return probed == null ? null : probed.outcome();
  }
}
