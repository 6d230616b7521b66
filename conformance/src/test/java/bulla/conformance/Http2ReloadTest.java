package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 connections that are open when the server is told to reload (RFC 9113 6.8). */
class Http2ReloadTest {
  private static final int LONG = 300_000;
  private static final int DATA = 0x0;
  private static final int HEADERS = 0x1;
  private static final int SETTINGS = 0x4;
  private static final int PING = 0x6;
  private static final int GO_AWAY = 0x7;
  private static final int WINDOW_UPDATE = 0x8;
  private static final int END_STREAM = 0x1;
  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void aSite() throws Exception {
    site =
        Site.write(
            folder,
            """
            LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
            Protocols h2c http/1.1
            """);
    Files.write(folder.resolve("www/long.bin"), new byte[LONG]);
    site.start();
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
  }

  @Test
  void openStreamsEndThoseOnTheirWayAreServedAndThenTheConnectionCloses() throws Exception {
    try (Client client = new Client(site.port())) {
      client.get(1, "/long.bin");
      // All that the client's first window lets through: the rest waits for more room.
      while (client.data[1] < 65_535) {
        client.read();
      }
      reload();
      assertThat(ByteBuffer.wrap(client.await(GO_AWAY).payload()).getInt())
          .isEqualTo(Integer.MAX_VALUE);
      Frame ping = client.await(PING);
      // This one the client may have sent before it saw what was said.
      client.get(3, "/index.html");
      client.frame(PING, ACK, 0, ping.payload());
      assertThat(ByteBuffer.wrap(client.await(GO_AWAY).payload()).getInt()).isEqualTo(3);
      client.window(0, 1 << 24);
      client.window(1, 1 << 24);
      client.readToTheEnd();
      assertThat(client.data[1]).isEqualTo(LONG);
      assertThat(client.data[3]).isEqualTo("the page\n".length());
    }
  }

  @Test
  void aConnectionWithoutStreamsClosesAndANewOneMeetsTheNewConfiguration() throws Exception {
    try (Client client = new Client(site.port())) {
      client.get(1, "/index.html");
      while (client.data[1] < 9) {
        client.read();
      }
      site.configure("Listen 127.0.0.1:@PORT@\n");
      reload();
      client.await(GO_AWAY);
      client.frame(PING, ACK, 0, client.await(PING).payload());
      assertThat(ByteBuffer.wrap(client.await(GO_AWAY).payload()).getInt()).isEqualTo(1);
      client.readToTheEnd();
    }
    assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
  }

  private void reload() throws Exception {
    Shell.must("kill", "-USR1", String.valueOf(site.pid()));
    site.await("AH00489", 2);
  }

  private record Frame(int type, int flags, int stream, byte[] payload) {}

  /** A client with prior knowledge, which counts the content of its streams. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    final int[] data = new int[8];

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      out = new DataOutputStream(socket.getOutputStream());
      in = new DataInputStream(socket.getInputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      frame(SETTINGS, 0, 0);
    }

    void frame(int type, int flags, int stream, byte... payload) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
      frame.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
      out.write(frame.putInt(stream).put(payload).array());
    }

    void window(int stream, int increment) throws IOException {
      frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
    }

    void get(int stream, String path) throws IOException {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      // RFC 7541: GET and http are in the static table; the two others are literals.
      block.write(0x82);
      block.write(0x86);
      literal(block, 0x04, path);
      literal(block, 0x01, "localhost");
      frame(HEADERS, END_STREAM | END_HEADERS, stream, block.toByteArray());
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
      block.write(name);
      block.write(value.length());
      block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    Frame read() throws IOException {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      Frame frame = new Frame(type, flags, stream, in.readNBytes(length));
      if (type == DATA) {
        data[stream] += length;
      }
      return frame;
    }

    Frame await(int type) throws IOException {
      while (true) {
        Frame frame = read();
        if (frame.type == type) {
          return frame;
        }
      }
    }

    void readToTheEnd() throws IOException {
      try {
        while (true) {
          var _ = read();
        }
      } catch (EOFException ended) {
        // As it should.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
