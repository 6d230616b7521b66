package bulla.revocation;

/**
 * Where a CRL came from.
 *
 * @param place its file, or its URL
 */
public record CrlOrigin(Source source, String place) {
  /** How it came. */
  public enum Source {
    /** Out of a file that the configuration names. */
    FILE,
    /** Fetched from where certificates say that it is. */
    FETCHED,
    /** Fetched by an earlier process, and kept on disk. */
    DISK
  }
}
