package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/** Reasons for revocation by name or number (RFC 5280 5.3.1). */
public final class RevocationReason {
  private static final Map<String, Integer> NUMBERS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    NUMBERS.put("unspecified", 0);
    NUMBERS.put("keyCompromise", 1);
    NUMBERS.put("cACompromise", 2);
    NUMBERS.put("affiliationChanged", 3);
    NUMBERS.put("superseded", 4);
    NUMBERS.put("cessationOfOperation", 5);
    NUMBERS.put("certificateHold", 6);
    NUMBERS.put("removeFromCRL", 8);
    NUMBERS.put("privilegeWithdrawn", 9);
    NUMBERS.put("aACompromise", 10);
  }

  private RevocationReason() {}

  /**
   * The number of a reason. Empty is 0. The original refuses the numbers 0 and 10, and with 0 its
   * own default; they are taken here. 7, which RFC 5280 leaves unused, is refused.
   *
   * @throws CfsslException 8200 if there is no such reason
   */
  public static int number(String reason) throws CfsslException {
    Integer number = reason.isEmpty() ? Integer.valueOf(0) : NUMBERS.get(reason);
    if (number == null && reason.matches("\\d|10")) {
      number = NUMBERS.containsValue(Integer.valueOf(reason)) ? Integer.valueOf(reason) : null;
    }
    if (number == null) {
      throw new CfsslException(
          ErrorCode.OCSP_INVALID_STATUS,
          "Invalid status or reason code: '%s' is none of %s, nor their numbers"
              .formatted(reason, String.join(", ", NUMBERS.keySet())));
    }
    return number;
  }
}
