package bulla.pki;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Textual encoding of DER.
 *
 * <pre>
 * -----BEGIN label-----
 * [Header: value]...        RFC 1421 4.6, only in old encrypted keys
 * [blank line]
 * base64, lines of 64
 * -----END label-----
 * </pre>
 *
 * RFC 7468.
 */
public final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, new byte[] {(byte) '\n'});

  private Pem() {}

  /** One block: its label, its octets, and the headers of RFC 1421 if it has any. */
  public record Block(String label, byte[] der, Map<String, String> headers) {
    public Block {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * All blocks of a text, in order. Text outside of blocks is skipped, as OpenSSL does.
   *
   * @throws PemException if a block is not closed, closed by another label, or not base64
   */
  public static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Lines lines = new Lines(text);
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        blocks.add(block(line.substring(BEGIN.length(), line.length() - DASHES.length()), lines));
      }
    }
    return List.copyOf(blocks);
  }

  /** A block as text, ending in a newline. */
  public static String encode(String label, byte[] der) {
    String body = der.length == 0 ? "" : ENCODER.encodeToString(der) + "\n";
    return BEGIN + label + DASHES + "\n" + body + END + label + DASHES + "\n";
  }

  private static Block block(String label, Lines lines) {
    int begin = lines.number();
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder base64 = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(END) && line.endsWith(DASHES)) {
        String closing = line.substring(END.length(), line.length() - DASHES.length());
        if (!closing.equals(label)) {
          throw new PemException(
              "line %d: expected END %s for the BEGIN of line %d, got END %s"
                  .formatted(lines.number(), label, begin, closing));
        }
        return new Block(label, decode(base64.toString(), label, begin), headers);
      }
      int colon = line.indexOf(':');
      if (line.startsWith(BEGIN)) {
        break;
      } else if (colon > 0 && base64.isEmpty()) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else {
        base64.append(line);
      }
    }
    throw new PemException("line %d: BEGIN %s has no END %s".formatted(begin, label, label));
  }

  private static byte[] decode(String base64, String label, int begin) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new PemException(
          "line %d: expected base64 in the %s, got: %s".formatted(begin, label, e.getMessage()));
    }
  }

  /** The stripped lines of a text, counted from 1. */
  private static final class Lines {
    private final String[] lines;
    private int next;

    Lines(String text) {
      lines = text.split("\\R", -1);
    }

    boolean hasNext() {
      return next < lines.length;
    }

    String next() {
      return lines[next++].strip();
    }

    int number() {
      return next;
    }
  }
}
