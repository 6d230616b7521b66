package bulla.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The least of a web site: {@code /facts} tells about the connection, {@code /restricted} and
 * {@code /optional} ask for a certificate first ({@code /restricted/2} with depth 2), {@code /big}
 * is 5 MB long, a POST is answered with the CRC of its body. {@code Connection: close} is obeyed.
 */
final class TestSite extends ChannelInboundHandlerAdapter {

  static final int BIG = 5_000_000;

  private final Consumer<Authentication> outcomes;
  private final ByteBuf waiting = Unpooled.buffer();
  private final StringBuilder head = new StringBuilder();
  private final CRC32 body = new CRC32();
  private int bodyLeft = -1;
  private boolean plain;
  private boolean asking;
  private @Nullable TlsConnection tls;

  TestSite(Consumer<Authentication> outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case HandshakeCompleted(TlsConnection connection) -> tls = connection;
      case PlainHttpOnTlsPort _ -> plain = true;
      default -> {}
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (asking) {
      throw new IllegalStateException("bytes came while the client was asked");
    }
    waiting.writeBytes(bytes);
    bytes.release();
    process(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.release();
  }

  private void process(ChannelHandlerContext context) {
    while (waiting.isReadable() && !asking) {
      if (bodyLeft >= 0) {
        byte[] part = new byte[Math.min(bodyLeft, waiting.readableBytes())];
        waiting.readBytes(part);
        body.update(part);
        bodyLeft -= part.length;
        if (bodyLeft == 0) {
          bodyLeft = -1;
          respond(context, "crc " + body.getValue(), true);
        }
      } else {
        head.append((char) waiting.readUnsignedByte());
        if (head.indexOf("\r\n\r\n") >= 0) {
          String request = head.toString();
          head.setLength(0);
          request(context, request);
        }
      }
    }
    waiting.discardReadBytes();
  }

  private void request(ChannelHandlerContext context, String request) {
    boolean close = request.toLowerCase(Locale.ROOT).contains("connection: close");
    String path = request.split(" ")[1];
    TlsConnection connection = tls;
    if (request.startsWith("POST")) {
      bodyLeft = Integer.parseInt(request.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    } else if (connection == null) {
      respond(context, plain ? "plain HTTP" : "no TLS", true);
    } else if (path.equals("/big")) {
      byte[] big = new byte[BIG];
      for (int i = 0; i < BIG; i++) {
        big[i] = (byte) ((i * 31) >> 3);
      }
      respond(context, new String(big, StandardCharsets.ISO_8859_1), close);
    } else if (path.startsWith("/restricted") || path.startsWith("/optional")) {
      ClientAuthentication mode =
          path.startsWith("/optional")
              ? ClientAuthentication.OPTIONAL
              : ClientAuthentication.REQUIRE;
      asking = true;
      connection.authenticate(
          mode,
          path.endsWith("/2") ? 2 : 1,
          outcome -> {
            asking = false;
            outcomes.accept(outcome);
            respond(context, outcome + "\n" + facts(connection), close);
            process(context);
          });
    } else {
      respond(context, facts(connection), close);
    }
  }

  static String facts(TlsConnection connection) {
    return String.join(
        "\n",
        "host " + connection.host().settings().id(),
        "name " + connection.serverName(),
        "protocol " + connection.protocol(),
        "cipher " + connection.cipher() + " " + connection.cipherBits(),
        "resumed " + connection.resumed(),
        "alpn " + connection.applicationProtocol(),
        "certificates " + connection.clientCertificates().size(),
        "verified " + connection.verifyError() + " " + connection.verifyErrorText(),
        "asked " + connection.asked() + " depth " + connection.verifyDepth(),
        "");
  }

  private static void respond(ChannelHandlerContext context, String text, boolean close) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    String header = "HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n";
    ChannelFuture _ =
        context.write(Unpooled.wrappedBuffer(header.getBytes(StandardCharsets.ISO_8859_1)));
    context
        .writeAndFlush(context.alloc().directBuffer(bytes.length).writeBytes(bytes))
        .addListener(
            _ -> {
              if (close) {
                ChannelFuture _ = context.close();
              }
            });
  }
}
