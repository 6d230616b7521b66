package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import bulla.tls.TlsEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A server on loopback, and bytes to and from it. */
final class Served implements AutoCloseable {
  final ServedHandler handler;
  final HttpServer server = HttpServer.create(1);
  final InetSocketAddress address;

  Served(Path files, HttpLimits limits) throws IOException {
    this(new ServedHandler(files), limits, Http2Hosts.NONE);
  }

  Served(ServedHandler handler, HttpLimits limits) throws IOException {
    this(handler, limits, Http2Hosts.NONE);
  }

  Served(Path files, HttpLimits limits, Http2Hosts http2) throws IOException {
    this(new ServedHandler(files), limits, http2);
  }

  private Served(ServedHandler handler, HttpLimits limits, Http2Hosts http2) throws IOException {
    this.handler = handler;
    address =
        server
            .listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () ->
                    new HttpServer.Listener(
                        null, TlsEvents.none(), limits, handler, () -> {}, http2))
            .address();
  }

  /** HTTP/2 without TLS, for whoever begins with its preface. */
  static Http2Hosts priorKnowledge(Http2Limits limits) {
    Http2Limits direct =
        new Http2Limits(
            limits.streams(),
            limits.window(),
            limits.streamMemory(),
            limits.dataFrame(),
            limits.paddingBits(),
            limits.streamTimeout(),
            limits.streamErrors(),
            true,
            true);
    return connection -> direct;
  }

  /** A connection whose reads fail rather than hang. */
  Socket connect() throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends bytes, ends our side, and gives all that comes until the server ends its own. */
  String talk(String bytes) throws IOException {
    try (Socket socket = connect()) {
      send(socket, bytes);
      socket.shutdownOutput();
      return rest(socket);
    }
  }

  /** Sends bytes and gives all that comes until the server, on its own, ends the connection. */
  String talkUntilClosed(String bytes) throws IOException {
    try (Socket socket = connect()) {
      send(socket, bytes);
      return rest(socket);
    }
  }

  /** The next exchange that the handler left unanswered. */
  Exchange held() throws InterruptedException {
    return Objects.requireNonNull(handler.held.poll(20, TimeUnit.SECONDS));
  }

  /** How the next exchange ended. */
  Exchange.Ending ending() throws InterruptedException {
    return Objects.requireNonNull(handler.endings.poll(20, TimeUnit.SECONDS));
  }

  /** A piece of a body, once it is there. */
  static byte[] piece(CompletionStage<byte[]> piece) throws Exception {
    return piece.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** The same as text. */
  static String text(CompletionStage<byte[]> piece) throws Exception {
    return new String(piece(piece), ISO_8859_1);
  }

  static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Reads up to and with the given text. */
  static String until(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("the connection ended after: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
