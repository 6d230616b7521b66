package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes field blocks of response heads, in the order that httpd writes them. The blocks leave
 * HPACK's dynamic table alone (a table of size 0), so that a block is the same for every
 * connection: what is sent often is encoded once a second. One for each event loop.
 */
final class Http2HeadWriter {
  /** How a block begins that is a connection's first: a table size of 0 (RFC 7541 6.3). */
  static final int NO_TABLE = 0x20;

  /** Connection-specific fields do not exist in HTTP/2 (RFC 9113 8.2.2). */
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final AsciiString STATUS = AsciiString.cached(":status");
  private static final AsciiString DATE = AsciiString.cached("date");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

  private static final int KEPT = 64;
  private static final int LARGEST_KEPT = 2048;

  private final DateText date = new DateText();
  private final Http2HeadersEncoder encoder = tableless();
  private final ByteBuf scratch = Unpooled.buffer(LARGEST_KEPT);
  private final @Nullable Kept[] kept = new Kept[KEPT];

  /** A block and what it was made from; fields are the same only if they are the same list. */
  private record Kept(
      List<Response.Field> fields, int status, long length, long second, byte[] block) {}

  /**
   * The field block of a response; shared, never changed.
   *
   * @param millis the time for Date, milliseconds since the epoch
   * @param toHead whether the request was HEAD
   */
  byte[] block(Response response, long millis, boolean toHead) {
    List<Response.Field> fields = response.fields();
    long length = response.content().length();
    int slot = (System.identityHashCode(fields) + response.status()) & (KEPT - 1);
    Kept last = kept[slot];
    // The list itself is compared: lists that handlers keep are what comes often.
    @SuppressWarnings("ReferenceEquality")
    boolean same =
        last != null
            && last.fields == fields
            && last.status == response.status()
            && last.length == length
            && last.second == millis / 1000
            && !(toHead && length == 0);
    if (last != null && same) {
      return last.block;
    }
    byte[] block = encode(head(response, millis, toHead));
    if (block.length <= LARGEST_KEPT && !(toHead && length == 0)) {
      kept[slot] = new Kept(fields, response.status(), length, millis / 1000, block);
    }
    return block;
  }

  /** The field block of an interim response (RFC 9110 15.2). */
  byte[] interim(int status) {
    return encode(new DefaultHttp2Headers(false, 2).add(STATUS, number(status)));
  }

  /** The field block of trailers. */
  byte[] trailers(List<Response.Field> fields) {
    Http2Headers trailers = new DefaultHttp2Headers(false);
    for (Response.Field field : fields) {
      trailers.add(clean(field.name().toLowerCase(Locale.ROOT)), clean(field.value()));
    }
    return encode(trailers);
  }

  private Http2Headers head(Response response, long millis, boolean toHead) {
    Http2Headers head = new DefaultHttp2Headers(false);
    head.add(STATUS, number(response.status()));
    head.add(DATE, new AsciiString(date.at(millis)));
    boolean framed = false;
    for (Response.Field field : response.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      switch (name) {
        case "date" -> {
          continue;
        }
        case "content-type" -> {
          if (!framed) {
            addLength(head, response);
            framed = true;
          }
        }
        case "content-length" -> {
          if (!framed && toHead && response.content().length() == 0) {
            framed = true;
          } else {
            continue;
          }
        }
        default -> {
          if (FORBIDDEN.contains(name)) {
            continue;
          }
        }
      }
      head.add(clean(name), clean(field.value()));
    }
    if (!framed) {
      addLength(head, response);
    }
    return head;
  }

  private static void addLength(Http2Headers head, Response response) {
    if (!ResponseHeadWriter.isWithoutContent(response.status())
        && response.content().length() >= 0) {
      head.add(CONTENT_LENGTH, number(response.content().length()));
    }
  }

  private byte[] encode(Http2Headers head) {
    scratch.clear();
    try {
      encoder.encodeHeaders(0, head, scratch);
    } catch (Http2Exception impossible) {
      throw new IllegalStateException("a field block without limits was refused", impossible);
    }
    byte[] block = ByteBufUtil.getBytes(scratch);
    if (scratch.capacity() > LARGEST_KEPT) {
      scratch.capacity(0).capacity(LARGEST_KEPT);
    }
    return block;
  }

  private static AsciiString number(long number) {
    return new AsciiString(Long.toString(number));
  }

  /** Control characters become spaces (RFC 9110 5.5): a client's text may come back in a field. */
  private static AsciiString clean(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7f) {
        bytes[i] = ' ';
      }
    }
    return new AsciiString(bytes, false);
  }

  private static Http2HeadersEncoder tableless() {
    DefaultHttp2HeadersEncoder encoder =
        new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 2, 1);
    try {
      encoder.maxHeaderTableSize(0);
      // The news of the table's size goes out with the first block, and here is no connection yet.
      encoder.encodeHeaders(0, new DefaultHttp2Headers(false), Unpooled.buffer());
    } catch (Http2Exception impossible) {
      throw new IllegalStateException("a table of size 0 was refused", impossible);
    }
    return encoder;
  }
}
