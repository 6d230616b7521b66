package bulla.cfssl;

/**
 * CFSSL's error numbers: thousands are the category, the rest the reason. Scripts and clients
 * branch on them.
 */
public enum ErrorCode {
  /** An HTTP request that cannot be served. */
  BAD_REQUEST(400),
  /** A verb that the endpoint does not know. */
  METHOD_NOT_ALLOWED(405),
  /** A certificate operation failed for a reason without a number. */
  CERTIFICATE_UNKNOWN(1000),
  /** A certificate cannot be read. */
  CERTIFICATE_READ(1001),
  /** PEM of a certificate cannot be decoded. */
  CERTIFICATE_DECODE(1002),
  /** A certificate cannot be parsed, or there is more than one. */
  CERTIFICATE_PARSE(1003),
  /** A request for an extension that the profile does not allow. */
  CERTIFICATE_BAD_REQUEST(1300),
  /** The profile demands a serial number of the request. */
  MISSING_SERIAL(1400),
  /** A private key cannot be read. */
  KEY_READ(2001),
  /** PEM of a private key cannot be decoded. */
  KEY_DECODE(2002),
  /** A private key cannot be parsed, or not with this passphrase. */
  KEY_PARSE(2003),
  /** The private key is encrypted and no passphrase was given. */
  KEY_ENCRYPTED(2100),
  /** The private key is of a kind that cannot sign here. */
  KEY_NOT_USABLE(2200),
  /** The private key is not the certificate's. */
  KEY_MISMATCH(2300),
  /** A private key of that kind or size is not made. */
  KEY_GENERATION(2400),
  /** The profile allows no key usage. */
  NO_KEY_USAGE(5100),
  /** The signing configuration is invalid. */
  INVALID_POLICY(5200),
  /** The request violates the policy. */
  INVALID_REQUEST(5300),
  /** No such profile. */
  UNKNOWN_PROFILE(5400),
  /** The request's names are outside the whitelist. */
  UNMATCHED_WHITELIST(5500),
  /** The token could not be made or was refused. */
  CLIENT_AUTHENTICATION(7100),
  /** An answer is not the JSON that was expected. */
  CLIENT_JSON(7200),
  /** An answer could not be read to its end. */
  CLIENT_IO(7300),
  /** No connection, or a status other than 200. */
  CLIENT_HTTP(7400),
  /** The server answered with a failure. */
  SERVER_REQUEST_FAILED(7500),
  /** The certificate is not from this issuer. */
  OCSP_ISSUER_MISMATCH(8100),
  /** No such status or reason. */
  OCSP_INVALID_STATUS(8200),
  /** The request for a certificate is no PEM. */
  CSR_DECODE(9002),
  /** The request for a certificate cannot be used. */
  CSR_BAD_REQUEST(9300),
  /** The certificate database failed. */
  STORE_UNKNOWN(11000),
  /** A row could not be inserted. */
  STORE_INSERT(11100),
  /** No such row. */
  STORE_NOT_FOUND(11200);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }
}
