package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

  /** The trailer fields of a body that is whole. */
  List<Response.Field> trailers();

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

    @Override
    public List<Response.Field> trailers() {
      return List.of();
    }
  }

  /**
   * A chunked body (RFC 9112 7.1). Extensions are skipped, as long as they are lines that a field
   * could be and not many; trailers are kept apart.
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

    /** Nobody uses extensions; a client that sends many of them wants our time. */
    private static final int EXTENSION_BYTES = 16 * 1024;

    private enum Part {
      SIZE,
      SIZE_BLANK,
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
    private int extensionBytes;
    private final StringBuilder line = new StringBuilder();
    private final List<Response.Field> trailers = new ArrayList<>();

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
        case SIZE_BLANK -> blank(b);
        case EXTENSION -> extension(b);
        case SIZE_FEED -> {
          expect(b, '\n');
          part = left == 0 ? Part.TRAILER_START : Part.DATA;
          digits = 0;
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
            part = Part.TRAILER;
            trailer(b);
          }
        }
        case TRAILER -> trailer(b);
        case TRAILER_FEED -> {
          expect(b, '\n');
          part = Part.TRAILER_START;
          addTrailer();
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
      } else if (digits > 0) {
        blank(b);
      } else {
        throw malformed();
      }
    }

    /** White space is allowed before an extension, and is bad before anything else. */
    private void blank(byte b) throws IOException {
      if (b == ';') {
        part = Part.EXTENSION;
      } else if (b == ' ' || b == '\t') {
        part = Part.SIZE_BLANK;
        countExtension();
      } else if (b == '\r') {
        part = Part.SIZE_FEED;
      } else {
        throw malformed();
      }
    }

    private void extension(byte b) throws IOException {
      if (b == '\r') {
        part = Part.SIZE_FEED;
        return;
      }
      countExtension();
      if (!Ascii.isFieldValue(b)) {
        throw malformed();
      }
    }

    private void countExtension() throws IOException {
      if (++extensionBytes > EXTENSION_BYTES) {
        throw malformed();
      }
    }

    private void trailer(byte b) throws IOException {
      if (b == '\r') {
        part = Part.TRAILER_FEED;
        return;
      }
      if (!Ascii.isFieldValue(b) || line.length() >= limits.fieldLine()) {
        throw malformed();
      }
      line.append((char) (b & 0xff));
    }

    private void addTrailer() throws IOException {
      int colon = line.indexOf(":");
      if (colon <= 0 || trailers.size() == TRAILERS) {
        throw malformed();
      }
      for (int i = 0; i < colon; i++) {
        if (!Ascii.isToken((byte) line.charAt(i))) {
          throw malformed();
        }
      }
      trailers.add(new Response.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      line.setLength(0);
    }

    @Override
    public List<Response.Field> trailers() {
      return List.copyOf(trailers);
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
