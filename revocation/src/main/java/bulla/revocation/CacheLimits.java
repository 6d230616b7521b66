package bulla.revocation;

import java.time.Duration;

/**
 * How long verdicts are believed without asking again. An answer is never believed beyond its own
 * nextUpdate.
 *
 * @param good ceiling for good answers: the longest that a revocation can go unnoticed at a
 *     responder that does not tell of it
 * @param revoked ceiling for revoked ones; a certificate on hold may come back
 * @param unavailable how long a failing responder is left in peace, and an unknown certificate
 *     stays unknown
 * @param entries how many verdicts are kept
 */
public record CacheLimits(Duration good, Duration revoked, Duration unavailable, long entries) {
  /**
   * A good answer until its nextUpdate, a week at most: a responder that tells of revocations
   * ({@link RevocationWatch}) ends it within a second, and one that does not has said by nextUpdate
   * how long its word holds (RFC 6960 4.2.2.1). A failing responder is asked again after a second.
   */
  public static final CacheLimits DEFAULT =
      new CacheLimits(Duration.ofDays(7), Duration.ofSeconds(60), Duration.ofSeconds(1), 10_000);
}
