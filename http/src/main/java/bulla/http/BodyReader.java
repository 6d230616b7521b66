package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Takes a request's body off the connection's bytes; what follows it stays. Event loop only. */
sealed interface BodyReader {

  /**
   * Takes what {@code in} holds of the body.
   *
   * @return whether the body is whole now
   * @throws BodyTooLargeException if {@code body} does not take that much
   * @throws IOException if the framing is malformed
   */
  boolean read(ByteBuf in, BodyBytes body) throws IOException;

  /** The reader that fits the request's framing (RFC 9112 6.3). */
  static BodyReader of(RequestHead head, HttpLimits limits) {
    return head.chunked ? new Chunked(limits) : new Sized(head.contentLength);
  }

  /** A body of Content-Length bytes. */
  final class Sized implements BodyReader {
    private long left;

    Sized(long length) {
      this.left = length;
    }

    @Override
    public boolean read(ByteBuf in, BodyBytes body) throws IOException {
      int count = (int) Math.min(left, in.readableBytes());
      body.take(in, count);
      left -= count;
      return left == 0;
    }
  }

  /**
   * A chunked body (RFC 9112 7.1). Extensions and trailers are skipped, as long as they are lines
   * that a field could be.
   *
   * <pre>
   * chunk      = 1*HEXDIG [ chunk-ext ] CRLF chunk-data CRLF
   * last-chunk = 1*"0" [ chunk-ext ] CRLF
   * </pre>
   */
  final class Chunked implements BodyReader {
    /** 15 hexadecimal digits fit a long. */
    private static final int SIZE_DIGITS = 15;

    private static final int TRAILERS = 100;

    private enum Part {
      SIZE,
      EXTENSION,
      SIZE_FEED,
      DATA,
      DATA_RETURN,
      DATA_FEED,
      TRAILER_START,
      TRAILER,
      TRAILER_FEED,
      LAST_FEED
    }

    private final HttpLimits limits;
    private Part part = Part.SIZE;
    private int digits;
    private long left;
    private int lineBytes;
    private int trailers;

    Chunked(HttpLimits limits) {
      this.limits = limits;
    }

    @Override
    public boolean read(ByteBuf in, BodyBytes body) throws IOException {
      while (in.isReadable()) {
        if (part == Part.DATA) {
          int count = (int) Math.min(left, in.readableBytes());
          body.take(in, count);
          left -= count;
          if (left == 0) {
            part = Part.DATA_RETURN;
          }
        } else if (framing(in.readByte())) {
          return true;
        }
      }
      return false;
    }

    /** Takes one byte of framing; whether it was the last of the body. */
    private boolean framing(byte b) throws IOException {
      switch (part) {
        case SIZE -> size(b);
        case EXTENSION -> part = inLine(b) ? Part.EXTENSION : Part.SIZE_FEED;
        case SIZE_FEED -> {
          expect(b, '\n');
          part = left == 0 ? Part.TRAILER_START : Part.DATA;
          digits = 0;
          lineBytes = 0;
        }
        case DATA_RETURN -> {
          expect(b, '\r');
          part = Part.DATA_FEED;
        }
        case DATA_FEED -> {
          expect(b, '\n');
          part = Part.SIZE;
        }
        case TRAILER_START -> {
          if (b == '\r') {
            part = Part.LAST_FEED;
          } else {
            trailerStart(b);
          }
        }
        case TRAILER -> part = inLine(b) ? Part.TRAILER : Part.TRAILER_FEED;
        case TRAILER_FEED -> {
          expect(b, '\n');
          part = Part.TRAILER_START;
          lineBytes = 0;
        }
        case LAST_FEED -> {
          expect(b, '\n');
          return true;
        }
        case DATA -> throw new IllegalStateException("data is no framing");
      }
      return false;
    }

    private void size(byte b) throws IOException {
      int digit = Ascii.hexDigit(b);
      if (digit >= 0 && digits < SIZE_DIGITS) {
        left = left << 4 | digit;
        digits++;
      } else if (digits > 0 && b == '\r') {
        part = Part.SIZE_FEED;
      } else if (digits > 0 && (b == ';' || b == ' ' || b == '\t')) {
        part = Part.EXTENSION;
      } else {
        throw malformed();
      }
    }

    private void trailerStart(byte b) throws IOException {
      if (!Ascii.isToken(b) || ++trailers > TRAILERS) {
        throw malformed();
      }
      part = Part.TRAILER;
    }

    /** Whether a line goes on after this byte of it. */
    private boolean inLine(byte b) throws IOException {
      if (b == '\r') {
        return false;
      }
      if (!Ascii.isFieldValue(b) || ++lineBytes > limits.fieldLine()) {
        throw malformed();
      }
      return true;
    }

    private static void expect(byte b, char expected) throws IOException {
      if (b != expected) {
        throw malformed();
      }
    }

    private static IOException malformed() {
      return new IOException("malformed chunk in the request body (RFC 9112 7.1)");
    }
  }
}
