package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers by the request's target, and keeps what it saw. */
class ServedHandler implements Handler {
  final BlockingQueue<Request> refused = new LinkedBlockingQueue<>();
  final BlockingQueue<Exchange.Ending> endings = new LinkedBlockingQueue<>();
  final BlockingQueue<ReadTimeouts.Part> tooSlow = new LinkedBlockingQueue<>();
  final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
  volatile boolean retired;
  private final Path files;

  ServedHandler(Path files) {
    this.files = files;
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.onEnd(endings::add);
    switch (exchange.request().target()) {
      case "/echo" -> echo(exchange, 100_000);
      case "/echo10" -> echo(exchange, 10);
      case "/stream" -> stream(exchange, Content.UNKNOWN_LENGTH, 1 << 20);
      case "/stream10" -> stream(exchange, Content.UNKNOWN_LENGTH, 10);
      case "/stream-as-5" -> stream(exchange, 5, 1 << 20);
      case "/twice" ->
          exchange.body(100).thenAccept(once -> stream(exchange, Content.UNKNOWN_LENGTH, 100));
      case "/unread" -> exchange.respond(text(200, "unread"));
      case "/later" -> Thread.startVirtualThread(() -> exchange.respond(text(200, "later")));
      case "/held" -> held.add(exchange);
      case "/http11" -> exchange.requireHttp11(text(403, "over HTTP/1.1"));
      case "/void" -> exchange.respondIntoTheVoid(text(403, "nobody sees this"));
      case "/not-modified" ->
          exchange.respond(new Response(304, "Not Modified", List.of(), Content.NONE, false));
      case "/bug" -> throw new IllegalStateException("a handler's bug");
      case "/long" ->
          exchange.respond(
              new Response(
                  200,
                  "OK",
                  List.of(),
                  new Content.Bytes("0123456789".repeat(50_000).getBytes(US_ASCII)),
                  false));
      case "/split" ->
          exchange.respond(
              new Response(
                  302,
                  "Found",
                  List.of(new Response.Field("Location", "/a\r\nSet-Cookie: x\u010d\u010a")),
                  Content.NONE,
                  false));
      default -> {
        if (exchange.request().target().startsWith("/file/")) {
          exchange.respond(file(exchange.request().target().substring(6)));
        } else {
          exchange.respond(text(200, exchange.request().line()));
        }
      }
    }
  }

  @Override
  public boolean retired() {
    return retired;
  }

  @Override
  public void refuse(Exchange exchange, Refusal refusal) {
    exchange.onEnd(endings::add);
    refused.add(exchange.request());
    exchange.respond(text(refusal.status(), refusal.name()));
  }

  @Override
  public void tooSlow(InetSocketAddress client, InetSocketAddress local, ReadTimeouts.Part part) {
    tooSlow.add(part);
  }

  static Response text(int status, String text) {
    return new Response(
        status,
        status == 200 ? "OK" : "No",
        List.of(
            new Response.Field("Server", "Bulla"),
            new Response.Field("Content-Type", "text/plain")),
        new Content.Bytes(text.getBytes(US_ASCII)),
        false);
  }

  /** Sends the request's body back while it comes. */
  private static void stream(Exchange exchange, long length, long limit) {
    exchange.respond(
        new Response(
            200,
            "OK",
            List.of(new Response.Field("Content-Type", "text/plain")),
            new Content.Streamed(exchange.bodyStream(limit), length),
            false));
  }

  private static void echo(Exchange exchange, long limit) {
    var _ =
        exchange
            .body(limit)
            .whenComplete(
                (body, failure) -> {
                  if (failure == null) {
                    exchange.respond(text(200, new String(body, US_ASCII)));
                  } else {
                    exchange.respond(
                        text(
                            switch (failure) {
                              case BodyTooLargeException tooLarge -> 413;
                              case BodyTimeoutException tooLate -> 408;
                              default -> 400;
                            },
                            String.valueOf(failure.getMessage())));
                  }
                });
  }

  private Response file(String name) {
    try {
      FileChannel channel = FileChannel.open(files.resolve(name));
      return new Response(
          200, "OK", List.of(), new Content.File(channel, 0, channel.size()), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
