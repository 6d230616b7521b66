package bulla.revocation;

import java.time.Duration;

/**
 * How long verdicts are believed without asking again. An answer is never believed beyond its own
 * nextUpdate.
 *
 * @param good ceiling for good answers: the longest that a revocation can go unnoticed
 * @param revoked ceiling for revoked ones; a certificate on hold may come back
 * @param unavailable how long a failing responder is left in peace, and an unknown certificate
 *     stays unknown
 * @param entries how many verdicts are kept
 */
public record CacheLimits(Duration good, Duration revoked, Duration unavailable, long entries) {
  /**
   * One second for everything but revoked: a revocation is noticed within a second, and however
   * many connections come, a responder is asked once a second for each certificate.
   */
  public static final CacheLimits DEFAULT =
      new CacheLimits(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(1), 10_000);
}
