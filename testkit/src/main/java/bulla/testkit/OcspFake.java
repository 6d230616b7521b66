package bulla.testkit;

import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * An OCSP responder on 127.0.0.1 that behaves as it is told, and may be told anew at any time. It
 * remembers every query. Closing it closes its connections.
 */
public final class OcspFake implements AutoCloseable {
  /** Of connections that are not accepted yet: a storm must not fail here. */
  private static final int BACKLOG = 1024;

  private final ServerSocket listener;
  private final OcspAnswers answers;
  private final List<Query> queries = new CopyOnWriteArrayList<>();
  private final Map<CertId, byte[]> prepared = new ConcurrentHashMap<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger mostWaiting = new AtomicInteger();
  private volatile OcspBehaviour behaviour;
  private volatile boolean closed;

  private OcspFake(ServerSocket listener, OcspAnswers answers, OcspBehaviour behaviour) {
    this.listener = listener;
    this.answers = answers;
    this.behaviour = behaviour;
  }

  /** A query as it came: request line and header lines, and the body. */
  public record Query(List<String> head, byte[] body) {}

  /** Starts a responder for {@code ca} on a free port. */
  public static OcspFake start(TestCa ca, InstantSource clock, OcspBehaviour behaviour) {
    try {
      ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      OcspFake fake = new OcspFake(listener, new OcspAnswers(ca, clock), behaviour);
      Thread.ofVirtual().name("ocsp-fake").start(fake::accept);
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Behaves so from the next query on. */
  public void behave(OcspBehaviour next) {
    behaviour = next;
  }

  /**
   * Signs the good answer about a certificate in advance, as responders of many do: then a {@link
   * OcspBehaviour.Slow} one takes its time and no more. For queries without a nonce, with SHA-1.
   */
  public void prepare(Certificate certificate) {
    CertId id = answers.id(certificate);
    prepared.put(id, answers.to(OcspRequest.of(List.of(id), null), new OcspBehaviour.Good()));
  }

  /** Where it listens: {@code http://127.0.0.1:port/}. */
  public String url() {
    return "http://" + hostPort() + "/";
  }

  /** {@code 127.0.0.1:port}. */
  public String hostPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** How many queries came so far. */
  public int queries() {
    return queries.size();
  }

  /** How many queries waited for a slow or held answer at once, at most. */
  public int mostAtOnce() {
    return mostWaiting.get();
  }

  /** How many queries about a certificate came so far. */
  public long queries(Certificate certificate) {
    return queries.stream()
        .filter(
            query ->
                OcspRequest.ofDer(query.body()).certIds().stream()
                    .anyMatch(id -> id.serial().equals(certificate.serial())))
        .count();
  }

  /** The newest query. */
  public Query lastQuery() {
    return queries.getLast();
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    connections.forEach(OcspFake::closeQuietly);
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        if (closed) {
          // It came while the listener was closed, and those that are open may be closed already.
          closeQuietly(connection);
        }
        Thread.ofVirtual().name("ocsp-fake-connection").start(() -> serve(connection));
      }
    } catch (IOException _) {
      // The listener was closed: the end.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Query query = read(new BufferedInputStream(connection.getInputStream()));
      queries.add(query);
      OutputStream out = connection.getOutputStream();
      switch (behaviour) {
        case OcspBehaviour.Answer answer -> ok(out, answer(query, answer));
        case OcspBehaviour.Transport transport -> misbehave(connection, out, query, transport);
      }
    } catch (IOException | MalformedException _) {
      // The client went away, or sent what no client of ours sends: it will notice.
    } finally {
      connections.remove(connection);
    }
  }

  private void misbehave(
      Socket connection, OutputStream out, Query query, OcspBehaviour.Transport transport)
      throws IOException {
    switch (transport) {
      case OcspBehaviour.Html _ -> ok(out, text("<html><body>Log in, please</body></html>"));
      case OcspBehaviour.EmptyBody _ -> ok(out, new byte[0]);
      case OcspBehaviour.HttpStatus(int code, String reason) ->
          out.write(text("HTTP/1.0 " + code + " " + reason + "\r\n\r\n"));
      case OcspBehaviour.Redirect(String location) ->
          out.write(text("HTTP/1.0 302 Found\r\nLocation: " + location + "\r\n\r\n"));
      case OcspBehaviour.TwoLengths _ -> {
        byte[] body = answer(query, new OcspBehaviour.Good());
        out.write(
            text(
                "HTTP/1.0 200 OK\r\nContent-Length: %d\r\nContent-Length: %d\r\n\r\n"
                    .formatted(body.length + 1, body.length)));
        out.write(body);
      }
      case OcspBehaviour.Chunked _ -> {
        byte[] body = answer(query, new OcspBehaviour.Good());
        out.write(text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        out.write(text(Integer.toHexString(body.length) + "\r\n"));
        out.write(body);
        out.write(text("\r\n0\r\n\r\n"));
      }
      case OcspBehaviour.Compressed _ -> {
        out.write(text("HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n"));
        GZIPOutputStream packed = new GZIPOutputStream(out);
        packed.write(answer(query, new OcspBehaviour.Good()));
        packed.finish();
      }
      case OcspBehaviour.Oversized _ -> {
        out.write(text("HTTP/1.0 200 OK\r\n\r\n"));
        endless(out, new byte[8192]);
      }
      case OcspBehaviour.EndlessHeaders _ -> {
        out.write(text("HTTP/1.0 200 OK\r\n"));
        endless(out, text("X-Filler: yes\r\n"));
      }
      case OcspBehaviour.EndlessLine _ -> {
        out.write(text("HTTP/1.0 200 OK\r\nX-Filler: "));
        endless(out, text("a".repeat(8192)));
      }
      case OcspBehaviour.Slow(Duration time) -> {
        long until = System.nanoTime() + time.toNanos();
        byte[] body = good(query);
        waiting(() -> TimeUnit.NANOSECONDS.sleep(until - System.nanoTime()));
        ok(out, body);
      }
      case OcspBehaviour.Held(CountDownLatch go) -> {
        waiting(go::await);
        ok(out, answer(query, new OcspBehaviour.Good()));
      }
      case OcspBehaviour.SlowDrip(Duration pause) -> drip(out, query, pause);
      case OcspBehaviour.ShortBody _ ->
          out.write(text("HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\nshort"));
      case OcspBehaviour.Reset _ -> connection.setSoLinger(true, 0);
      case OcspBehaviour.Silence _ -> {}
      case OcspBehaviour.Hang _ -> connection.getInputStream().readAllBytes();
      case OcspBehaviour.NotHttp _ -> out.write(text("220 mail.carcano.corp ESMTP\r\n"));
    }
  }

  private byte[] good(Query query) {
    byte[] ready = prepared.get(OcspRequest.ofDer(query.body()).certIds().getFirst());
    return ready == null ? answer(query, new OcspBehaviour.Good()) : ready;
  }

  private byte[] answer(Query query, OcspBehaviour.Answer how) {
    return answers.to(OcspRequest.ofDer(query.body()), how);
  }

  private void drip(OutputStream out, Query query, Duration pause) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ok(whole, answer(query, new OcspBehaviour.Good()));
    for (byte octet : whole.toByteArray()) {
      out.write(octet);
      out.flush();
      pause(() -> Thread.sleep(pause));
    }
  }

  private void waiting(Pause pause) throws InterruptedIOException {
    mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
    pause(pause);
    waiting.decrementAndGet();
  }

  /** What takes its time. */
  @FunctionalInterface
  private interface Pause {
    void make() throws InterruptedException;
  }

  private static void pause(Pause pause) throws InterruptedIOException {
    try {
      pause.make();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static void ok(OutputStream out, byte[] body) throws IOException {
    out.write(
        text(
            "HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: "
                + body.length
                + "\r\n\r\n"));
    out.write(body);
    out.flush();
  }

  private static void endless(OutputStream out, byte[] piece) throws IOException {
    while (true) {
      out.write(piece);
    }
  }

  private static Query read(InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Query(List.copyOf(head), in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new SocketException("the client closed before it had asked");
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
