package bulla.revocation;

/**
 * Why no CRL tells whether a certificate is revoked. In the order in which a list is looked at (RFC
 * 5280 6.3.3): a later failure is one of a list that came farther.
 */
public enum CrlFailure {
  /** There is no list of the certificate's issuer. */
  NO_CRL("there is no CRL of its issuer"),

  /** The certificate says where its list is, and it could not be had from there. */
  NOT_FETCHED("its CRL could not be fetched"),

  /** There is a list, and no certificate of whoever signed it. */
  NO_CRL_ISSUER("whoever signed the CRL is not known"),

  /** Whoever signed the list may not sign lists: keyUsage without cRLSign. */
  NO_CRL_SIGN("the CRL's issuer may not sign CRLs"),

  /** The list speaks of other certificates of the issuer, or of some reasons alone. */
  OTHER_SCOPE("the CRL is for other certificates"),

  /** thisUpdate lies ahead. */
  NOT_YET_VALID("the CRL is not yet valid"),

  /** nextUpdate has passed. */
  EXPIRED("the CRL has expired"),

  /** The signature is not the issuer's. */
  BAD_SIGNATURE("the CRL's signature is not its issuer's"),

  /** The list has a critical extension that nobody here knows. */
  UNKNOWN_CRITICAL("the CRL has a critical extension that is not known here");

  private final String text;

  CrlFailure(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
