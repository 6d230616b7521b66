package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Trailer fields on their way out (RFC 9110 6.5.1). */
final class Trailers {
  /** What frames, routes, or is acted on before the content has come, is no trailer. */
  private static final Set<String> HEAD_ONLY =
      Set.of(
          "transfer-encoding",
          "content-length",
          "host",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "content-encoding",
          "content-type",
          "content-range",
          "cache-control",
          "expires",
          "location",
          "set-cookie",
          "www-authenticate",
          "authorization");

  private Trailers() {}

  /** The last chunk with the fields that may follow it. */
  static ByteBuf lastChunk(List<Response.Field> fields) {
    StringBuilder text = new StringBuilder("0\r\n");
    for (Response.Field field : sendable(fields)) {
      text.append(field.name()).append(": ").append(safe(field.value())).append("\r\n");
    }
    return Unpooled.wrappedBuffer(text.append("\r\n").toString().getBytes(ISO_8859_1));
  }

  /** Those fields that may be sent after the content. */
  static List<Response.Field> sendable(List<Response.Field> fields) {
    return fields.stream()
        .filter(
            field ->
                isName(field.name()) && !HEAD_ONLY.contains(field.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c < 128 && Ascii.isToken((byte) c));
  }

  /** Control characters become spaces: a value that came from elsewhere must not end the line. */
  private static String safe(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (byte b : value.getBytes(ISO_8859_1)) {
      text.append(Ascii.isFieldValue(b) ? (char) (b & 0xff) : ' ');
    }
    return text.toString();
  }
}
