package bulla.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An OCSP responder on loopback whose every answer the openssl command makes. */
final class OpensslResponder implements AutoCloseable {
  private final String authority;
  private final String signer;
  private final HttpServer server;
  private volatile boolean down;
  private volatile @Nullable FakeTime clock;
  private volatile int days = 1;
  private final AtomicInteger queries = new AtomicInteger();

  /** One of the PKI's issuing CA. */
  OpensslResponder(Path pki) throws IOException {
    this(pki, "ca", "ocsp");
  }

  /** One that answers for a CA, and signs as {@code signer}. */
  OpensslResponder(Path pki, String authority, String signer) throws IOException {
    this.authority = authority;
    this.signer = signer;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, pki));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Lives by a clock that is set, and gives answers that live for so many days. */
  void livesBy(FakeTime newClock, int newDays) {
    clock = newClock;
    days = newDays;
  }

  /** Answers nothing but 503, or answers again. */
  void down(boolean now) {
    down = now;
  }

  int queries() {
    return queries.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, Path pki) throws IOException {
    queries.incrementAndGet();
    if (down) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    Path request = Files.createTempFile("bulla", ".req");
    Path response = Files.createTempFile("bulla", ".resp");
    try (exchange) {
      Files.write(request, exchange.getRequestBody().readAllBytes());
      FakeTime set = clock;
      List<String> command = command(pki, request, response);
      Shell.Result made = Shell.run(set == null ? command : set.of(command));
      byte[] der = Files.readAllBytes(response);
      if (made.code() != 0 || der.length == 0) {
        throw new IOException("openssl ocsp: " + made.all());
      }
      exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
      exchange.sendResponseHeaders(200, der.length);
      exchange.getResponseBody().write(der);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      Files.delete(request);
      Files.delete(response);
    }
  }

  private List<String> command(Path pki, Path request, Path response) {
    return List.of(
        "openssl",
        "ocsp",
        "-index",
        pki.resolve("index.txt").toString(),
        "-CA",
        pki.resolve(authority + ".crt").toString(),
        "-rsigner",
        pki.resolve(signer + ".crt").toString(),
        "-rkey",
        pki.resolve(signer + ".key").toString(),
        "-ndays",
        Integer.toString(days),
        "-reqin",
        request.toString(),
        "-respout",
        response.toString());
  }
}
