package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A client that writes the frames that it is told to, allowed or not, and reads what comes. */
final class Http2Talk implements AutoCloseable {
  static final int DATA = 0x0;
  static final int HEADERS = 0x1;
  static final int PRIORITY = 0x2;
  static final int RST_STREAM = 0x3;
  static final int SETTINGS = 0x4;
  static final int PUSH_PROMISE = 0x5;
  static final int PING = 0x6;
  static final int GO_AWAY = 0x7;
  static final int WINDOW_UPDATE = 0x8;
  static final int CONTINUATION = 0x9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITIZED = 0x20;

  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Answer> unfinished = new LinkedHashMap<>();

  /** A frame that came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /** The error code of a RST_STREAM or GOAWAY. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GO_AWAY ? 4 : 0);
    }

    /** The first four bytes: a GOAWAY's last stream, a WINDOW_UPDATE's increment. */
    int number() {
      return ByteBuffer.wrap(payload).getInt();
    }
  }

  /** What came on a stream; its parts in the order in which they came. */
  static final class Answer {
    final Map<String, String> head = new LinkedHashMap<>();
    final Map<String, String> trailers = new LinkedHashMap<>();
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    int interim;

    String status() {
      return Objects.requireNonNull(head.get(":status"));
    }

    String text() {
      return content.toString(ISO_8859_1);
    }
  }

  Http2Talk(Served served) throws IOException {
    this(served.connect());
  }

  Http2Talk(Socket socket) throws IOException {
    this.socket = socket;
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    in = new DataInputStream(socket.getInputStream());
  }

  /** The preface, with settings as identifiers and values in turn. */
  Http2Talk begin(int... settings) throws IOException {
    out.write(PREFACE);
    settings(settings);
    return this;
  }

  Http2Talk settings(int... settings) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return frame(SETTINGS, 0, 0, payload.array());
  }

  Http2Talk frame(int type, int flags, int stream, byte... payload) throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return this;
  }

  Http2Talk number(int type, int stream, int number) throws IOException {
    return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
  }

  Http2Talk raw(byte... bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  Http2Talk data(int stream, String text, boolean end) throws IOException {
    return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
  }

  /** A whole field block in one frame. */
  Http2Talk fields(int stream, boolean end, String... namesAndValues) throws IOException {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(namesAndValues));
  }

  Http2Talk get(int stream, String path, String... more) throws IOException {
    return request(stream, true, "GET", path, more);
  }

  Http2Talk post(int stream, String path, String... more) throws IOException {
    return request(stream, false, "POST", path, more);
  }

  Http2Talk request(int stream, boolean end, String method, String path, String... more)
      throws IOException {
    String[] all = new String[8 + more.length];
    String[] pseudo = {
      ":method", method, ":scheme", "http", ":authority", "www.example", ":path", path
    };
    System.arraycopy(pseudo, 0, all, 0, 8);
    System.arraycopy(more, 0, all, 8, more.length);
    return fields(stream, end, all);
  }

  Http2Talk flush() throws IOException {
    out.flush();
    return this;
  }

  /** Literal fields without indexing (RFC 7541 6.2.2). */
  static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      byte[] bytes = namesAndValues[i].getBytes(ISO_8859_1);
      int length = bytes.length;
      if (length < 127) {
        block.write(length);
      } else {
        block.write(127);
        for (length -= 127; length >= 128; length >>= 7) {
          block.write((length & 127) | 128);
        }
        block.write(length);
      }
      block.writeBytes(bytes);
    }
    return block.toByteArray();
  }

  /** The next frame. */
  Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    return new Frame(type, flags, stream, payload);
  }

  /** The next frame of that type; what comes before it is not looked at. */
  Frame read(int type) throws IOException {
    flush();
    while (true) {
      Frame frame = read();
      if (frame.type == type) {
        return frame;
      }
      if (frame.type == HEADERS) {
        var _ = decode(unpadded(frame));
      }
    }
  }

  /** What comes on a stream up to its end; what comes on others meanwhile is kept. */
  Answer answer(int stream) throws IOException {
    flush();
    while (true) {
      Frame frame = read();
      if (frame.type == HEADERS || frame.type == DATA) {
        Answer answer = unfinished.computeIfAbsent(frame.stream, made -> new Answer());
        if (frame.type == DATA) {
          answer.content.writeBytes(unpadded(frame));
        } else {
          take(answer, decode(unpadded(frame)));
        }
        if (frame.stream == stream && frame.has(END_STREAM)) {
          return answer;
        }
      } else if (frame.type == RST_STREAM || frame.type == GO_AWAY) {
        throw new IOException("instead of an answer: " + frame.type + " error " + frame.error());
      }
    }
  }

  /** The error code of the RST_STREAM that comes. */
  int reset(int stream) throws IOException {
    Frame frame = read(RST_STREAM);
    if (frame.stream != stream) {
      throw new IOException("RST_STREAM of " + frame.stream);
    }
    return frame.error();
  }

  /** The error code of the GOAWAY that comes, after which the connection ends. */
  int goAway() throws IOException {
    try {
      flush();
    } catch (SocketException closed) {
      // What was not sent any more is not what is looked at.
    }
    int error = read(GO_AWAY).error();
    end();
    return error;
  }

  /** Reads up to the connection's end. */
  void end() throws IOException {
    try {
      while (true) {
        var _ = read();
      }
    } catch (EOFException | SocketException ended) {
      // As it should.
    }
  }

  private static void take(Answer answer, Http2Headers fields) {
    Map<String, String> part = answer.head.isEmpty() ? answer.head : answer.trailers;
    fields.forEach(field -> part.put(field.getKey().toString(), field.getValue().toString()));
    if (answer.head.getOrDefault(":status", "").startsWith("1")) {
      answer.interim = Integer.parseInt(answer.status());
      answer.head.clear();
    }
  }

  private static byte[] unpadded(Frame frame) {
    if (!frame.has(PADDED)) {
      return frame.payload;
    }
    int padding = frame.payload[0] & 0xff;
    byte[] content = new byte[frame.payload.length - 1 - padding];
    System.arraycopy(frame.payload, 1, content, 0, content.length);
    return content;
  }

  private Http2Headers decode(byte[] block) throws IOException {
    try {
      return decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception malformed) {
      throw new IOException(malformed);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
