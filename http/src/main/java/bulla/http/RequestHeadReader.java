package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a request's head in what has arrived so far, without looking at a byte twice,
 * and stops as soon as a limit is passed. One for each connection; event loop only.
 */
final class RequestHeadReader {
  /** Empty lines that are skipped before a request line (RFC 9112 2.2 asks for one at least). */
  private static final int EMPTY_LINES = 10;

  /** LimitRequestFields 0 means no limit to the operator; memory needs one. */
  private static final int MOST_FIELDS = 32_767;

  private final HttpLimits limits;
  private final int mostFields;
  private final boolean strict;
  private final boolean http09;
  private int lineStart;
  private int scanned;
  private int lines;
  private int emptyLines;
  private @Nullable RequestHead head;
  private @Nullable Refusal refusal;

  RequestHeadReader(HttpLimits limits) {
    this.limits = limits;
    this.strict = limits.syntax().strict();
    this.http09 = limits.syntax().http09();
    this.mostFields = limits.fields() == 0 ? MOST_FIELDS : limits.fields();
  }

  /** What became of the bytes. */
  enum Outcome {
    /** The head is not yet whole. */
    INCOMPLETE,
    /** {@link #head} is a request. */
    REQUEST,
    /** {@link #refusal} says why not; {@link #head} is what was understood. */
    REFUSED
  }

  /** Looks at the bytes in {@code in}; takes them only when the head is whole or refused. */
  Outcome read(ByteBuf in) {
    int start = in.readerIndex();
    while (true) {
      int feed = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
      if (feed < 0) {
        scanned = in.readableBytes();
        // The CR of the line's end may be here already.
        Refusal tooLong = tooLong(scanned - lineStart - 1);
        return tooLong == null ? Outcome.INCOMPLETE : refuse(in, tooLong, scanned);
      }
      int end = feed - start;
      int length = end - 1 - lineStart;
      if (length < 0 || in.getByte(feed - 1) != '\r') {
        if (strict) {
          return refuse(
              in, lines == 0 ? Refusal.BAD_REQUEST_LINE : Refusal.BAD_FIELD_LINE, end + 1);
        }
        length++;
      }
      Refusal tooLong = tooLong(length);
      if (tooLong != null) {
        return refuse(in, tooLong, end - 1);
      }
      scanned = end + 1;
      if (http09 && lines == 0 && RequestHeadParser.isSimple(in, start, end)) {
        return complete(in);
      }
      if (length > 0) {
        lines++;
        if (lines - 1 > mostFields) {
          return refuse(in, Refusal.TOO_MANY_FIELDS, lineStart);
        }
      } else if (lines > 0) {
        return complete(in);
      } else {
        if (++emptyLines > EMPTY_LINES) {
          return refuse(in, Refusal.BAD_METHOD, lineStart);
        }
        in.skipBytes(scanned);
        start = in.readerIndex();
        scanned = 0;
      }
      lineStart = scanned;
    }
  }

  /** Whether some bytes of a head have been seen. */
  boolean begun() {
    return scanned > 0;
  }

  /** Whether the request line is whole, and only fields are waited for. */
  boolean hasRequestLine() {
    return lines > 0;
  }

  /** Gives up waiting for the rest of a head: what came becomes {@link #head}. */
  void giveUp(ByteBuf in) {
    if (hasRequestLine()) {
      refuse(in, Refusal.TIMEOUT, lineStart);
    } else {
      in.skipBytes(in.readableBytes());
      head = new RequestHead(new byte[0]);
      refusal = Refusal.NO_REQUEST_LINE;
      reset();
    }
  }

  /** The head of the last request or refusal. */
  RequestHead head() {
    return Objects.requireNonNull(head);
  }

  /** Why the last bytes were refused. */
  Refusal refusal() {
    return Objects.requireNonNull(refusal);
  }

  private @Nullable Refusal tooLong(int length) {
    if (lines == 0) {
      return length > limits.requestLine() ? Refusal.TARGET_TOO_LONG : null;
    }
    return length > limits.fieldLine() ? Refusal.FIELD_TOO_LONG : null;
  }

  private Outcome complete(ByteBuf in) {
    byte[] bytes = new byte[scanned];
    in.readBytes(bytes);
    head = new RequestHead(strict ? bytes : LenientHead.mended(bytes));
    refusal = RequestHeadParser.parse(head, limits.syntax());
    reset();
    return refusal == null ? Outcome.REQUEST : Outcome.REFUSED;
  }

  /** Refuses for the sake of the line that is looked at, which ends before {@code end}. */
  private Outcome refuse(ByteBuf in, Refusal why, int end) {
    int length = Math.min(end - lineStart, limits.fieldLine() + 1);
    String line = in.toString(in.readerIndex() + lineStart, Math.max(length, 0), ISO_8859_1);
    byte[] bytes = new byte[Math.min(in.readableBytes(), limits.requestLine())];
    in.readBytes(bytes);
    head = new RequestHead(bytes);
    RequestHeadParser.salvage(head);
    head.offending = line;
    refusal = why;
    reset();
    return Outcome.REFUSED;
  }

  private void reset() {
    lineStart = 0;
    scanned = 0;
    lines = 0;
    emptyLines = 0;
  }
}
