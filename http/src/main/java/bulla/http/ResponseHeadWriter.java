package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;

/**
 * Writes response heads in the order that httpd writes them: Date, the handler's fields, and
 * Content-Length, Keep-Alive and Connection before Content-Type. One for each event loop.
 */
final class ResponseHeadWriter {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] DATE = ascii("\r\nDate: ");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Keep-Alive: timeout=");
  private static final byte[] MAX = ascii(", max=");
  private static final byte[] CONNECTION_KEEP_ALIVE = ascii("\r\nConnection: Keep-Alive\r\n");

  /** Larger scratch space is not kept. */
  private static final int SCRATCH = 4096;

  private final DateText date = new DateText();
  private byte[] scratch = new byte[SCRATCH];
  private int end;

  /** What the connection will do after the response. */
  enum Persistence {
    CLOSE,
    /** RFC 9112 9.3's default, which needs no words. */
    SILENT_KEEP,
    /** The client asked with {@code Connection: keep-alive} and is told how long. */
    ANNOUNCED_KEEP
  }

  /**
   * Writes a head.
   *
   * @param millis the time for Date, milliseconds since the epoch
   * @param toHead whether the request was HEAD
   * @param http11 whether the client understands chunks
   * @param idleSeconds how long an idle connection waits; for ANNOUNCED_KEEP
   * @param requestsLeft how many requests may follow; 0 to announce no number
   * @param room bytes to leave free in the buffer for content
   * @return a direct buffer that the caller owns
   */
  ByteBuf write(
      ByteBufAllocator allocator,
      Response response,
      long millis,
      boolean toHead,
      boolean http11,
      Persistence persistence,
      long idleSeconds,
      int requestsLeft,
      int room) {
    end = 0;
    put(VERSION);
    putNumber(response.status());
    putByte(' ');
    putText(response.reason());
    put(DATE);
    put(date.at(millis));
    putLineEnd();
    boolean framed = false;
    List<Response.Field> fields = response.fields();
    for (int i = 0; i < fields.size(); i++) {
      Response.Field field = fields.get(i);
      String name = field.name();
      switch (name.length()) {
        case 4 -> {
          if (name.equalsIgnoreCase("Date")) {
            continue;
          }
        }
        case 10 -> {
          if (name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive")) {
            continue;
          }
        }
        case 12 -> {
          if (!framed && name.equalsIgnoreCase("Content-Type")) {
            putFraming(response, http11, persistence, idleSeconds, requestsLeft);
            framed = true;
          }
        }
        case 14 -> {
          if (name.equalsIgnoreCase("Content-Length")) {
            if (toHead && !framed && response.content().length() == 0) {
              putField(field);
              putPersistence(persistence, idleSeconds, requestsLeft);
              framed = true;
            }
            continue;
          }
        }
        case 17 -> {
          if (name.equalsIgnoreCase("Transfer-Encoding")) {
            continue;
          }
        }
        default -> {}
      }
      putField(field);
    }
    if (!framed) {
      putFraming(response, http11, persistence, idleSeconds, requestsLeft);
    }
    putLineEnd();
    ByteBuf out = allocator.directBuffer(end + room);
    out.writeBytes(scratch, 0, end);
    if (scratch.length > SCRATCH) {
      scratch = new byte[SCRATCH];
    }
    return out;
  }

  /** Whether a status comes without content and without its length (RFC 9110 8.6). */
  static boolean isWithoutContent(int status) {
    return status == 304 || status == 204 || status < 200;
  }

  private void putFraming(
      Response response,
      boolean http11,
      Persistence persistence,
      long idleSeconds,
      int requestsLeft) {
    boolean content = !isWithoutContent(response.status());
    long length = response.content().length();
    if (content && length >= 0) {
      put(CONTENT_LENGTH);
      putNumber(length);
      putLineEnd();
    }
    putPersistence(persistence, idleSeconds, requestsLeft);
    if (content && length < 0 && http11) {
      put(CHUNKED);
    }
  }

  private void putPersistence(Persistence persistence, long idleSeconds, int requestsLeft) {
    if (persistence == Persistence.CLOSE) {
      put(CLOSE);
    } else if (persistence == Persistence.ANNOUNCED_KEEP) {
      put(KEEP_ALIVE);
      putNumber(idleSeconds);
      if (requestsLeft > 0) {
        put(MAX);
        putNumber(requestsLeft);
      }
      put(CONNECTION_KEEP_ALIVE);
    }
  }

  private void putField(Response.Field field) {
    putText(field.name());
    putByte(':');
    putByte(' ');
    putText(field.value());
    putLineEnd();
  }

  private void putLineEnd() {
    putByte('\r');
    putByte('\n');
  }

  private void putByte(char c) {
    need(1);
    scratch[end++] = (byte) c;
  }

  private void put(byte[] bytes) {
    need(bytes.length);
    System.arraycopy(bytes, 0, scratch, end, bytes.length);
    end += bytes.length;
  }

  /**
   * Writes text as ISO 8859-1. Control characters become spaces (RFC 9110 5.5): a client's text
   * that comes back in a Location must not end the line.
   */
  // getBytes(int, int, byte[], int) is deprecated for what it does to other scripts; here it is
  // what HTTP wants, and the only copy out of a String that makes no array.
  @SuppressWarnings("deprecation")
  private void putText(String text) {
    int length = text.length();
    need(length);
    text.getBytes(0, length, scratch, end);
    for (int i = end; i < end + length; i++) {
      byte b = scratch[i];
      if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7f) {
        scratch[i] = ' ';
      }
    }
    end += length;
  }

  private void putNumber(long number) {
    need(20);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = end + digits - 1; at >= end; at--) {
      scratch[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
  }

  private void need(int more) {
    if (end + more > scratch.length) {
      scratch = Arrays.copyOf(scratch, Math.max(end + more, scratch.length * 2));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
