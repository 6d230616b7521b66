package bulla.pki;

/**
 * An extension of a CRL or of an entry of one (RFC 5280 5.2, 5.3).
 *
 * @param id the last arc of an identifier below id-ce, 2.5.29; {@link #OTHER} for any other
 * @param value what reads the extension's value
 */
record CrlExtension(int id, boolean critical, DerReader value) {
  static final int NUMBER = 20;
  static final int REASON = 21;
  static final int INVALIDITY_DATE = 24;
  static final int DELTA_INDICATOR = 27;
  static final int ISSUING_DISTRIBUTION_POINT = 28;
  static final int CERTIFICATE_ISSUER = 29;
  static final int AUTHORITY_KEY_IDENTIFIER = 35;
  static final int OTHER = -1;

  /** id-ce, 2.5.29, as the first octets of an OBJECT IDENTIFIER. */
  private static final int ID_CE = 0x551d;

  /** Takes the next extension of a list. */
  static CrlExtension read(DerReader list) {
    DerReader extension = list.take(DerReader.SEQUENCE).inside();
    int id = id(extension.take(DerReader.OBJECT_IDENTIFIER));
    boolean critical = extension.tag() == DerReader.BOOLEAN && extension.bool();
    DerReader value = extension.take(DerReader.OCTET_STRING).inside();
    extension.finish();
    return new CrlExtension(id, critical, value);
  }

  private static int id(DerReader identifier) {
    if (identifier.length() != 3) {
      return OTHER;
    }
    byte[] octets = identifier.bytes();
    boolean below = ((octets[0] & 0xff) << 8 | (octets[1] & 0xff)) == ID_CE;
    return below && octets[2] >= 0 ? octets[2] : OTHER;
  }
}
