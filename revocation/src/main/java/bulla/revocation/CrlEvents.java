package bulla.revocation;

import bulla.pki.CrlIndex;
import java.io.IOException;
import java.nio.file.Path;

/** What the owner of CRLs is told, for its log, and to measure. Called on any thread. */
public interface CrlEvents extends ExchangeEvents {
  /**
   * A list is used from now on.
   *
   * @param place its file or URL
   */
  void taken(String place, CrlIndex list);

  /** A list was taken that tells nothing as it is: certificates of its issuer are refused. */
  void unusable(String place, CrlIndex list, CrlFailure why);

  /** What came is not taken; what was there before goes on counting. */
  void refused(String place, String why);

  /** A list that was fetched could not be kept on disk; it is used all the same. */
  void notKept(String place, Path file, IOException why);
}
