package bulla.pki;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a responder tells those who wait for revocations at it: hints to ask again, no verdicts, so
 * that nobody need trust them. The text, in lines that end in LF:
 *
 * <pre>
 * cursor GENERATION:INDEX      where to go on from
 * reset                        only if the cursor that was shown is of another life of the responder
 * revoked AKI SERIAL           a certificate, both in lower-case hex; any number of lines
 * </pre>
 *
 * @param cursor to be shown the next time
 * @param reset whether notices may have been missed, so that everything known must be asked again
 * @param notices the certificates revoked since
 */
public record RevocationNotices(String cursor, boolean reset, List<Notice> notices) {

  /** The media type of the text. */
  public static final String MEDIA_TYPE = "text/plain; charset=us-ascii";

  /** The relation (RFC 8288) by which an OCSP answer's Link field names the place of notices. */
  public static final String RELATION = "urn:bulla:revocations";

  private static final int MOST_LINES = 100_000;

  public RevocationNotices {
    notices = List.copyOf(notices);
  }

  /** One certificate, named as certdb names it: by its issuer's key identifier and its serial. */
  public record Notice(byte[] authorityKeyIdentifier, BigInteger serial) {}

  /** The text. */
  public String text() {
    StringBuilder text = new StringBuilder("cursor ").append(cursor).append('\n');
    if (reset) {
      text.append("reset\n");
    }
    for (Notice notice : notices) {
      text.append("revoked ")
          .append(HexFormat.of().formatHex(notice.authorityKeyIdentifier()))
          .append(' ')
          .append(notice.serial().toString(16))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Reads a text.
   *
   * @throws MalformedException if it is not one
   */
  public static RevocationNotices of(String text) {
    String cursor = "";
    boolean reset = false;
    List<Notice> notices = new ArrayList<>();
    int lines = 0;
    for (String line : text.split("\n")) {
      if (++lines > MOST_LINES) {
        throw new MalformedException("expected at most " + MOST_LINES + " revocation notices");
      }
      String[] words = line.split(" ");
      switch (words[0].toLowerCase(Locale.ROOT)) {
        case "cursor" -> cursor = word(words, 1, line);
        case "reset" -> reset = true;
        case "revoked" -> notices.add(notice(word(words, 1, line), word(words, 2, line), line));
        default -> throw malformed(line);
      }
    }
    if (cursor.isEmpty()) {
      throw new MalformedException("expected revocation notices with a cursor, got none");
    }
    return new RevocationNotices(cursor, reset, notices);
  }

  private static Notice notice(String identifier, String serial, String line) {
    try {
      return new Notice(HexFormat.of().parseHex(identifier), new BigInteger(serial, 16));
    } catch (IllegalArgumentException notHex) {
      throw malformed(line);
    }
  }

  private static String word(String[] words, int index, String line) {
    if (index >= words.length || words[index].length() > 200) {
      throw malformed(line);
    }
    return words[index];
  }

  private static MalformedException malformed(String line) {
    return new MalformedException(
        "expected a revocation notice, got '"
            + line.substring(0, Math.min(40, line.length()))
            + "'");
  }
}
