package bulla.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * The field lines of one field block in the order in which the HPACK decoder finds them. Used again
 * for each block of a connection; no more is kept than limits allow. Event loop only.
 */
final class Http2FieldList extends DefaultHttp2Headers {
  /** Lists of more lines are rare, and their space is not kept. */
  private static final int USUAL = 64;

  private final HttpLimits limits;

  /** Names and values in turn. */
  private AsciiString[] parts = new AsciiString[USUAL * 2];

  private int count;
  private boolean tooLarge;
  private boolean targetTooLong;

  Http2FieldList(HttpLimits limits) {
    super(false, 2);
    this.limits = limits;
  }

  /** Makes it ready for the next block. */
  void begin() {
    if (parts.length > USUAL * 2) {
      parts = new AsciiString[USUAL * 2];
    } else {
      Arrays.fill(parts, 0, count * 2, null);
    }
    count = 0;
    tooLarge = false;
    targetTooLong = false;
  }

  int count() {
    return count;
  }

  AsciiString fieldName(int index) {
    return parts[index * 2];
  }

  AsciiString fieldValue(int index) {
    return parts[index * 2 + 1];
  }

  /** Whether there were more or longer lines than limits allow; these are not in the list. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Whether a pseudo-header field was longer than a request line may be. */
  boolean isTargetTooLong() {
    return targetTooLong;
  }

  /** The block as a whole is beyond its limit. */
  void markTooLarge() {
    tooLarge = true;
  }

  // The decoder's way in; it makes nothing but AsciiStrings.
  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    boolean pseudo = name.length() > 0 && name.charAt(0) == ':';
    if (pseudo ? value.length() > limits.requestLine() : isBeyondLimits(name, value)) {
      targetTooLong |= pseudo;
      tooLarge |= !pseudo;
      // What is too long is told of by its beginning.
      if (!pseudo) {
        return this;
      }
      put((AsciiString) name, ((AsciiString) value).subSequence(0, limits.requestLine(), false));
    } else {
      put((AsciiString) name, (AsciiString) value);
    }
    return this;
  }

  private boolean isBeyondLimits(CharSequence name, CharSequence value) {
    return name.length() + 2 + value.length() > limits.fieldLine()
        || (limits.fields() > 0 && count >= limits.fields() + PSEUDO);
  }

  /** The most pseudo-header fields that a request has. */
  private static final int PSEUDO = 4;

  private void put(AsciiString name, AsciiString value) {
    int at = count * 2;
    if (at == parts.length) {
      parts = Arrays.copyOf(parts, at * 2);
    }
    parts[at] = name;
    parts[at + 1] = value;
    count++;
  }
}
