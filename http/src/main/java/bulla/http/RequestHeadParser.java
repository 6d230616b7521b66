package bulla.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request's head apart, as strict as RFC 9112 allows: what two readers could understand in
 * two ways is refused, because a proxy in front of us may be the other reader.
 *
 * <pre>
 * request-line = method SP request-target SP HTTP-version CRLF
 * field-line   = field-name ":" OWS field-value OWS CRLF
 * </pre>
 */
final class RequestHeadParser {
  /** No Content-Length has more digits: 10^18 bytes are beyond any body, and fit a long. */
  private static final int LENGTH_DIGITS = 18;

  private final RequestHead head;
  private final Syntax syntax;
  private final byte[] bytes;
  private final int end;
  private int hosts;
  private boolean noHost = true;
  private boolean badHost;
  private boolean unknownExpectation;
  private boolean closeAsked;

  private RequestHeadParser(RequestHead head, Syntax syntax, int end) {
    this.syntax = syntax;
    this.head = head;
    this.bytes = head.bytes;
    this.end = end;
  }

  /**
   * Reads a whole head, whose every line ends with CRLF, into {@code head}.
   *
   * @return null, or why it is refused; then {@code head} holds what was understood
   */
  static @Nullable Refusal parse(RequestHead head, Syntax syntax) {
    return new RequestHeadParser(head, syntax, head.bytes.length).parse();
  }

  /** Whether a line is a request of HTTP/0.9: {@code GET}, a space and the rest without one. */
  static boolean isSimple(ByteBuf in, int start, int end) {
    return end - 5 > 0
        && in.getByte(start) == 'G'
        && in.getByte(start + 1) == 'E'
        && in.getByte(start + 2) == 'T'
        && in.getByte(start + 3) == ' '
        && in.indexOf(start + 4, start + end, (byte) ' ') < 0;
  }

  /** Understands what it can of a request line that is not whole or not followed by fields. */
  static void salvage(RequestHead head) {
    RequestHeadParser parser = new RequestHeadParser(head, Syntax.STRICT, head.bytes.length);
    parser.requestLine(parser.lineEnd(0));
  }

  private @Nullable Refusal parse() {
    int lineEnd = lineEnd(0);
    Refusal refusal = isWhole(lineEnd) ? requestLine(lineEnd) : brokenRequestLine(lineEnd);
    int at = lineEnd + 2;
    while (refusal == null && at < end - 2) {
      lineEnd = lineEnd(at);
      refusal = isWhole(lineEnd) ? fieldLine(at, lineEnd) : brokenFieldLine(at, lineEnd);
      at = lineEnd + 2;
    }
    return refusal == null ? judge() : refusal;
  }

  /** Where the line that starts at {@code start} ends: its CR, or the end of what came. */
  private int lineEnd(int start) {
    int at = start;
    while (at < end && bytes[at] != '\r' && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Whether a line ends here with CRLF; a CR within a line is as bad as a bare LF (2.2). */
  private boolean isWhole(int lineEnd) {
    return lineEnd + 1 < end && bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n';
  }

  private Refusal refused(Refusal why, int start, int endOfPart) {
    head.offending = head.text(start, endOfPart);
    return why;
  }

  /** A CR in the middle of the request line is white space to whoever is not strict. */
  private Refusal brokenRequestLine(int lineEnd) {
    head.lineEnd = lineEnd;
    return lineEnd < end && bytes[lineEnd] == '\r'
        ? Refusal.EXCESS_WHITESPACE
        : Refusal.BAD_REQUEST_LINE;
  }

  private Refusal brokenFieldLine(int start, int lineEnd) {
    int feed = lineEnd;
    while (feed < end && bytes[feed] != '\n') {
      feed++;
    }
    int wholeEnd = feed > start && bytes[feed - 1] == '\r' ? feed - 1 : feed;
    int colon = find(':', start, lineEnd);
    return colon == lineEnd
        ? refused(Refusal.BAD_FIELD_LINE, start, wholeEnd)
        : refused(Refusal.BAD_FIELD_VALUE, afterBlanks(colon + 1, wholeEnd), wholeEnd);
  }

  private int find(char wanted, int start, int endOfPart) {
    int at = start;
    while (at < endOfPart && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private int afterBlanks(int start, int endOfPart) {
    int at = start;
    while (at < endOfPart && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private @Nullable Refusal requestLine(int lineEnd) {
    head.lineEnd = lineEnd;
    int at = 0;
    while (at < lineEnd && Ascii.isToken(bytes[at])) {
      at++;
    }
    head.methodEnd = at;
    head.targetStart = at;
    head.targetEnd = at;
    if (at == 0 || at == lineEnd || bytes[at] != ' ') {
      return withoutMethod(at, lineEnd);
    }
    head.head = Ascii.equals("HEAD", bytes, 0, at);
    int targetStart = ++at;
    while (at < lineEnd && Ascii.isTarget(bytes[at])) {
      at++;
    }
    head.targetStart = targetStart;
    head.targetEnd = at;
    if (syntax.http09()
        && at > targetStart
        && at == lineEnd
        && Ascii.equals("GET", bytes, 0, head.methodEnd)) {
      head.simple();
      return null;
    }
    if (at == targetStart || at == lineEnd || bytes[at] != ' ') {
      return withoutTarget(targetStart, at, lineEnd);
    }
    return version(at + 1, lineEnd);
  }

  /** Why a request line is refused whose first token ends at {@code at}, at no space. */
  private Refusal withoutMethod(int at, int lineEnd) {
    if (find('\0', 0, lineEnd) < lineEnd) {
      return Refusal.BAD_REQUEST_LINE;
    }
    if (at < lineEnd && isBlank(bytes[at])) {
      return Refusal.BAD_WHITESPACE;
    }
    return at == lineEnd && at > 0
        ? Refusal.BAD_TARGET
        : refusedWord(Refusal.BAD_METHOD, 0, lineEnd);
  }

  /** Why a request line is refused whose target ends at {@code at}, at no space. */
  private Refusal withoutTarget(int targetStart, int at, int lineEnd) {
    if (find('\0', 0, lineEnd) < lineEnd) {
      return Refusal.BAD_REQUEST_LINE;
    }
    if (at == lineEnd) {
      return at == targetStart ? Refusal.BAD_TARGET : Refusal.NO_VERSION;
    }
    if (isBlank(bytes[at])) {
      return bytes[at] == ' ' ? Refusal.EXCESS_WHITESPACE : Refusal.BAD_WHITESPACE;
    }
    return refusedWord(Refusal.BAD_TARGET, targetStart, lineEnd);
  }

  /** Refuses for the sake of what stands between {@code start} and the next white space. */
  private Refusal refusedWord(Refusal why, int start, int lineEnd) {
    int at = start;
    while (at < lineEnd && !isBlank(bytes[at])) {
      at++;
    }
    return refused(why, start, at);
  }

  /** HTTP-version = "HTTP/" DIGIT "." DIGIT; a higher minor version is read as 1.1 (2.5). */
  private @Nullable Refusal version(int start, int lineEnd) {
    if (lineEnd - start != 8
        || !Ascii.equals("HTTP/", bytes, start, start + 5)
        || !Ascii.isDigit(bytes[start + 5])
        || bytes[start + 6] != '.'
        || !Ascii.isDigit(bytes[start + 7])) {
      return withoutVersion(start, lineEnd);
    }
    if (bytes[start + 5] != '1') {
      return Refusal.VERSION_NOT_SUPPORTED;
    }
    head.version(bytes[start + 7] != '0');
    return null;
  }

  private Refusal withoutVersion(int start, int lineEnd) {
    int at = start;
    while (at < lineEnd && !isBlank(bytes[at])) {
      at++;
    }
    return at < lineEnd || start == lineEnd
        ? Refusal.EXCESS_WHITESPACE
        : refused(Refusal.BAD_VERSION, start, lineEnd);
  }

  private @Nullable Refusal fieldLine(int start, int lineEnd) {
    int at = start;
    while (at < lineEnd && Ascii.isToken(bytes[at])) {
      at++;
    }
    int nameEnd = at;
    // A line that starts with white space is obs-fold (5.2); white space before the colon is
    // request smuggling (5.1); neither is a token.
    if (nameEnd == start || at == lineEnd || bytes[at] != ':') {
      return withoutName(start, lineEnd);
    }
    int valueStart = afterBlanks(at + 1, lineEnd);
    for (at = valueStart; at < lineEnd; at++) {
      if (!Ascii.isFieldValue(bytes[at])) {
        int nul = find('\0', start, lineEnd);
        return nul < lineEnd
            ? refused(Refusal.BAD_FIELD_LINE, start, nul)
            : refused(Refusal.BAD_FIELD_VALUE, valueStart, lineEnd);
      }
    }
    int valueEnd = lineEnd;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    head.addField(start, nameEnd, valueStart, valueEnd);
    return special(start, nameEnd, valueStart, valueEnd);
  }

  private Refusal withoutName(int start, int lineEnd) {
    int nul = find('\0', start, lineEnd);
    if (nul < lineEnd) {
      return refused(Refusal.BAD_FIELD_LINE, start, nul);
    }
    if (start < lineEnd && isBlank(bytes[start])) {
      return head.hasFields()
          ? refused(Refusal.FOLDED_FIELD, start, lineEnd)
          : Refusal.FOLD_BEFORE_FIELD;
    }
    return refused(Refusal.BAD_FIELD_NAME, start, lineEnd);
  }

  /** The fields that HTTP itself needs, told by their length first. */
  private @Nullable Refusal special(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    switch (nameEnd - nameStart) {
      case 4 -> {
        if (named("Host", nameStart, nameEnd)) {
          hosts++;
          noHost = valueStart == valueEnd;
          badHost |= !isHost(bytes, valueStart, valueEnd);
        }
      }
      case 6 -> {
        if (named("Expect", nameStart, nameEnd)) {
          head.continueExpected = named("100-continue", valueStart, valueEnd);
          unknownExpectation |= !head.continueExpected;
        }
      }
      case 10 -> {
        if (named("Connection", nameStart, nameEnd)) {
          connection(valueStart, valueEnd);
        }
      }
      case 14 -> {
        if (named("Content-Length", nameStart, nameEnd)) {
          return contentLength(valueStart, valueEnd);
        }
      }
      case 17 -> {
        if (named("Transfer-Encoding", nameStart, nameEnd)) {
          // Any other coding, and chunked twice, leaves the length unknown (6.1, 6.3).
          if (head.chunked || !named("chunked", valueStart, valueEnd)) {
            return refused(Refusal.BAD_CODING, valueStart, valueEnd);
          }
          head.chunked = true;
        }
      }
      default -> {}
    }
    return null;
  }

  private boolean named(String name, int start, int endOfName) {
    return Ascii.equalsIgnoreCase(name, bytes, start, endOfName);
  }

  /** Connection = #token; only close and keep-alive mean something here. */
  private void connection(int start, int endOfValue) {
    int at = start;
    while (at < endOfValue) {
      int tokenStart = at;
      while (at < endOfValue && bytes[at] != ',') {
        at++;
      }
      int tokenEnd = at++;
      while (tokenStart < tokenEnd && isBlank(bytes[tokenStart])) {
        tokenStart++;
      }
      while (tokenEnd > tokenStart && isBlank(bytes[tokenEnd - 1])) {
        tokenEnd--;
      }
      closeAsked |= named("close", tokenStart, tokenEnd);
      head.keepAliveAsked |= named("keep-alive", tokenStart, tokenEnd);
    }
  }

  private @Nullable Refusal contentLength(int start, int endOfValue) {
    int digits = endOfValue - start;
    if (head.contentLength != RequestHead.NO_LENGTH || digits == 0 || digits > LENGTH_DIGITS) {
      return Refusal.BAD_LENGTH;
    }
    long length = 0;
    for (int at = start; at < endOfValue; at++) {
      if (!Ascii.isDigit(bytes[at])) {
        return Refusal.BAD_LENGTH;
      }
      length = length * 10 + (bytes[at] - '0');
    }
    head.contentLength = length;
    return null;
  }

  /**
   * {@code Host = uri-host [ ":" port ]} (RFC 9110 7.2). Empty is only for targets without an
   * authority, of which neither http nor https has any (4.2).
   */
  static boolean isHost(byte[] bytes, int start, int endOfValue) {
    int at = start;
    if (at < endOfValue && bytes[at] == '[') {
      at++;
      while (at < endOfValue && (Ascii.hexDigit(bytes[at]) >= 0 || isAddressMark(bytes[at]))) {
        at++;
      }
      if (at == start + 1 || at == endOfValue || bytes[at++] != ']') {
        return false;
      }
    } else {
      while (at < endOfValue && Ascii.isHost(bytes[at])) {
        at++;
      }
    }
    if (at < endOfValue && bytes[at] == ':') {
      at++;
      while (at < endOfValue && Ascii.isDigit(bytes[at])) {
        at++;
      }
    }
    return at == endOfValue;
  }

  private static boolean isAddressMark(byte b) {
    return b == ':' || b == '.';
  }

  private @Nullable Refusal judge() {
    if (!syntax.methods().isEmpty() && !syntax.methods().contains(head.method())) {
      return Refusal.UNKNOWN_METHOD;
    }
    // Both lengths (6.3), and a coding that HTTP/1.0 does not know (6.1), are how smuggling starts.
    if (head.chunked && (head.contentLength != RequestHead.NO_LENGTH || !head.http11)) {
      return Refusal.AMBIGUOUS_LENGTH;
    }
    if (badHost || hosts > 1 || (noHost && head.http11)) {
      return Refusal.BAD_HOST;
    }
    // HTTP/1.0 clients do not know Expect; it is ignored (RFC 9110 10.1.1).
    if (!head.http11) {
      head.continueExpected = false;
    } else if (unknownExpectation) {
      return Refusal.EXPECTATION_FAILED;
    }
    head.persistent = !closeAsked && (head.http11 || head.keepAliveAsked);
    return null;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
