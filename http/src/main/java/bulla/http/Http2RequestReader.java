package bulla.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request of a field block, as strict as RFC 9113 8.2 and 8.3 allow. What is malformed is
 * no request: its stream is reset and no handler sees it (8.1.1).
 */
final class Http2RequestReader {
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString PATH = AsciiString.cached(":path");
  private static final AsciiString SCHEME = AsciiString.cached(":scheme");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");

  /** No Content-Length has more digits: 10^18 bytes are beyond any body, and fit a long. */
  private static final int LENGTH_DIGITS = 18;

  private final Http2FieldList list;
  private final boolean endOfStream;
  private final String schemeOfConnection;
  private @Nullable AsciiString method;
  private @Nullable AsciiString path;
  private @Nullable AsciiString scheme;
  private @Nullable AsciiString authority;
  private @Nullable AsciiString host;
  private int regular;
  private long contentLength = RequestHead.NO_LENGTH;
  private boolean continueExpected;
  private boolean takesTrailers;
  private boolean unknownExpectation;
  private @Nullable Http2Request request;
  private @Nullable Refusal refusal;

  private Http2RequestReader(Http2FieldList list, boolean endOfStream, String schemeOfConnection) {
    this.list = list;
    this.endOfStream = endOfStream;
    this.schemeOfConnection = schemeOfConnection;
  }

  /**
   * Reads.
   *
   * @param endOfStream whether no DATA follows
   * @param schemeOfConnection {@code http} or {@code https}
   * @return what was read; its {@link #request} is null if the block is malformed
   */
  static Http2RequestReader read(
      Http2FieldList list, boolean endOfStream, String schemeOfConnection) {
    Http2RequestReader reader = new Http2RequestReader(list, endOfStream, schemeOfConnection);
    if (reader.fields()) {
      reader.judge();
    }
    return reader;
  }

  /**
   * Reads a block that follows a body (8.1): fields, none of them a pseudo-header field.
   *
   * @return null if the block is malformed
   */
  static @Nullable List<Response.Field> trailers(Http2FieldList list) {
    List<Response.Field> trailers = new ArrayList<>(list.count());
    for (int i = 0; i < list.count(); i++) {
      AsciiString name = list.fieldName(i);
      AsciiString value = list.fieldValue(i);
      if (!isName(name) || !isValue(value)) {
        return null;
      }
      trailers.add(new Response.Field(name.toString(), value.toString()));
    }
    return list.isTargetTooLong() || list.isTooLarge() ? null : trailers;
  }

  /** The request; null if the block is malformed. */
  @Nullable Http2Request request() {
    return request;
  }

  /** Why the request is answered with a refusal; null if it is not. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  private boolean fields() {
    for (int i = 0; i < list.count(); i++) {
      AsciiString name = list.fieldName(i);
      AsciiString value = list.fieldValue(i);
      if (!isValue(value)) {
        return false;
      }
      if (name.length() > 0 && name.byteAt(0) == ':') {
        // 8.3: before all others, each once, none but those defined.
        if (regular > 0 || !pseudo(name, value)) {
          return false;
        }
      } else {
        regular++;
        if (!isName(name) || !field(name, value)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean pseudo(AsciiString name, AsciiString value) {
    if (name.equals(METHOD)) {
      boolean first = method == null;
      method = value;
      return first && isToken(value);
    }
    if (name.equals(PATH)) {
      boolean first = path == null;
      path = value;
      return first && isTarget(value);
    }
    if (name.equals(SCHEME)) {
      boolean first = scheme == null;
      scheme = value;
      return first && (value.contentEquals("https") || value.contentEquals("http"));
    }
    if (name.equals(AUTHORITY)) {
      boolean first = authority == null;
      authority = value;
      return first;
    }
    return false;
  }

  /** The fields that HTTP itself needs, and those that HTTP/2 forbids (8.2.2), by their length. */
  private boolean field(AsciiString name, AsciiString value) {
    switch (name.length()) {
      case 2 -> {
        if (name.contentEquals("te")) {
          takesTrailers = value.contentEqualsIgnoreCase("trailers");
          return takesTrailers;
        }
      }
      case 4 -> {
        if (name.equals(HOST)) {
          boolean first = host == null;
          host = value;
          return first;
        }
      }
      case 6 -> {
        if (name.contentEquals("expect")) {
          continueExpected = value.contentEqualsIgnoreCase("100-continue");
          unknownExpectation |= !continueExpected;
        }
      }
      case 7 -> {
        return !name.contentEquals("upgrade");
      }
      case 10 -> {
        return !name.contentEquals("connection") && !name.contentEquals("keep-alive");
      }
      case 14 -> {
        return !name.contentEquals("content-length") || contentLength(value);
      }
      case 16 -> {
        return !name.contentEquals("proxy-connection");
      }
      case 17 -> {
        return !name.contentEquals("transfer-encoding");
      }
      default -> {}
    }
    return true;
  }

  private boolean contentLength(AsciiString value) {
    int digits = value.length();
    if (contentLength != RequestHead.NO_LENGTH || digits == 0 || digits > LENGTH_DIGITS) {
      return false;
    }
    long length = 0;
    for (int at = 0; at < digits; at++) {
      if (!Ascii.isDigit(value.byteAt(at))) {
        return false;
      }
      length = length * 10 + (value.byteAt(at) - '0');
    }
    contentLength = length;
    return true;
  }

  private void judge() {
    AsciiString verb = method;
    if (verb == null || (endOfStream && contentLength > 0)) {
      return;
    }
    boolean connect = verb.contentEquals("CONNECT");
    AsciiString named = authority == null ? host : authority;
    String target = connect ? connectTarget() : target(verb);
    // Two names for one request are how a request gets past a check of the other one (8.3.1).
    if (target == null
        || named == null
        || (authority != null && host != null && !authority.contentEqualsIgnoreCase(host))) {
      return;
    }
    request =
        new Http2Request(
            verb.toString(),
            target,
            verb.contentEquals("HEAD"),
            parts(named),
            contentLength,
            !endOfStream && contentLength != 0,
            continueExpected,
            takesTrailers);
    refusal = refusal(named);
  }

  private @Nullable Refusal refusal(AsciiString named) {
    if (list.isTargetTooLong()) {
      return Refusal.TARGET_TOO_LONG;
    }
    if (list.isTooLarge()) {
      return Refusal.FIELD_BLOCK_TOO_LARGE;
    }
    if (!RequestHeadParser.isHost(
        named.array(), named.arrayOffset(), named.arrayOffset() + named.length())) {
      return Refusal.BAD_HOST;
    }
    return unknownExpectation ? Refusal.EXPECTATION_FAILED : null;
  }

  /** CONNECT names nothing but where to (8.5). */
  private @Nullable String connectTarget() {
    return scheme == null && path == null && authority != null ? authority.toString() : null;
  }

  private @Nullable String target(AsciiString verb) {
    AsciiString target = path;
    if (target == null || scheme == null || target.isEmpty()) {
      return null;
    }
    boolean asterisk = target.contentEquals("*") && verb.contentEquals("OPTIONS");
    if (target.byteAt(0) != '/' && !asterisk) {
      return null;
    }
    // httpd makes an absolute URI of what is meant for another scheme than the connection's.
    return asterisk || scheme.contentEquals(schemeOfConnection)
        ? target.toString()
        : scheme + "://" + (authority == null ? host : authority) + target;
  }

  /** The field lines for handlers: Host first, whatever way it came. */
  private AsciiString[] parts(AsciiString named) {
    AsciiString[] parts = new AsciiString[(host == null ? regular + 1 : regular) * 2];
    parts[0] = HOST;
    parts[1] = named;
    int at = 2;
    for (int i = 0; i < list.count(); i++) {
      AsciiString name = list.fieldName(i);
      if (name.byteAt(0) != ':' && !name.equals(HOST)) {
        parts[at++] = name;
        parts[at++] = list.fieldValue(i);
      }
    }
    return parts;
  }

  /** A token without upper-case letters (8.2.1). */
  private static boolean isName(AsciiString name) {
    byte[] bytes = name.array();
    int end = name.arrayOffset() + name.length();
    for (int at = name.arrayOffset(); at < end; at++) {
      if (!Ascii.isToken(bytes[at]) || (bytes[at] >= 'A' && bytes[at] <= 'Z')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** No control characters, and no white space at either end (8.2.1). */
  private static boolean isValue(AsciiString value) {
    byte[] bytes = value.array();
    int start = value.arrayOffset();
    int end = start + value.length();
    for (int at = start; at < end; at++) {
      if (!Ascii.isFieldValue(bytes[at])) {
        return false;
      }
    }
    return start == end || (!isBlank(bytes[start]) && !isBlank(bytes[end - 1]));
  }

  private static boolean isToken(AsciiString text) {
    byte[] bytes = text.array();
    int end = text.arrayOffset() + text.length();
    for (int at = text.arrayOffset(); at < end; at++) {
      if (!Ascii.isToken(bytes[at])) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isTarget(AsciiString text) {
    byte[] bytes = text.array();
    int end = text.arrayOffset() + text.length();
    for (int at = text.arrayOffset(); at < end; at++) {
      if (!Ascii.isTarget(bytes[at])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
