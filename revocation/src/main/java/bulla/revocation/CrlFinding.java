package bulla.revocation;

import java.util.List;

/**
 * What CRLs tell of one certificate, and which.
 *
 * @param consulted the lists that may speak of it, also those that do not count, the best first
 */
public record CrlFinding(CrlVerdict verdict, List<CrlEvidence> consulted) {
  public CrlFinding {
    consulted = List.copyOf(consulted);
  }
}
