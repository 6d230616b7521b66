package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Netty's HPACK decoder, filling one list again and again. A field block that is too large is still
 * decoded to its end, because the table that both sides share must stay the same (RFC 9113 10.5.1);
 * its request is then answered, and not the stream reset.
 */
final class Http2FieldDecoder extends DefaultHttp2HeadersDecoder {
  private final Http2FieldList fields;

  /**
   * Makes the decoder of one connection.
   *
   * @param mostBytes of a field block, counted as RFC 9113 6.5.2 does
   */
  Http2FieldDecoder(Http2FieldList fields, int mostBytes) {
    super(false, mostBytes);
    this.fields = fields;
  }

  @Override
  public Http2Headers decodeHeaders(int streamId, ByteBuf block) throws Http2Exception {
    fields.begin();
    try {
      return super.decodeHeaders(streamId, block);
    } catch (Http2Exception.HeaderListSizeException tooLarge) {
      fields.markTooLarge();
      return fields;
    }
  }

  @Override
  protected Http2Headers newHeaders() {
    return fields;
  }
}
