package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that were right before chance had its way with them: whatever they are now, what comes
 * back is a response or the connection's end.
 */
class MutatedRequestsTest {
  private static final int REQUESTS = 4_000;
  private static final long SEED = 20_260_214;

  private static final List<String> RIGHT =
      List.of(
          "GET /x HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
          "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n",
          "POST /stream HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
          "POST /stream HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
          "POST /unread HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\n\r\n",
          "POST /echo HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 5\r\n\r\n"
              + "hello",
          "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n",
          "GET http://b.example/y?z HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /long HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /not-modified HTTP/1.1\r\nHost: a\r\n\r\n");

  private static final List<String> CONFUSING =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\0",
          " ",
          "\t",
          ":",
          ";",
          ",",
          "0",
          "f",
          "-1",
          "\u00ff",
          "\r\n ",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Host: b\r\n",
          "Expect: tea\r\n",
          "HTTP/1.1",
          "0\r\n\r\n",
          "ffffffffffffffff\r\n",
          "x".repeat(9000));

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger exchanges = new AtomicInteger();
  private final java.util.logging.Handler log =
      new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            logged.add(line.getMessage() + " " + line.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();
  private Served served;

  @BeforeEach
  void start() throws IOException {
    levelBefore = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
    Logger.getLogger("").addHandler(log);
    served =
        new Served(
            new ServedHandler(Path.of(".")) {
              @Override
              public void handle(Exchange exchange) {
                exchanges.incrementAndGet();
                if (exchange.request().target().startsWith("/file/")
                    || exchange.request().target().equals("/held")
                    || exchange.request().target().equals("/bug")) {
                  exchange.onEnd(endings::add);
                  exchange.respond(text(404, "not here"));
                } else {
                  super.handle(exchange);
                }
              }

              @Override
              public void refuse(Exchange exchange, Refusal refusal) {
                exchanges.incrementAndGet();
                super.refuse(exchange, refusal);
              }
            },
            HttpLimits.defaults());
  }

  @AfterEach
  void stop() {
    served.close();
    Logger.getLogger("").removeHandler(log);
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(levelBefore);
  }

  @Test
  void everyAnswerIsWellFormedAndNothingIsLoggedOrLeaked() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < REQUESTS; i++) {
      String bytes = mutated(random);
      String answer = talk(bytes, random);
      assertThat(fault(answer)).as("request %s of seed %s: %s", i, SEED, bytes).isNull();
    }
    for (int tries = 0; tries < 200 && served.handler.endings.size() < exchanges.get(); tries++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(served.handler.endings).hasSize(exchanges.get());
    served.close();
    findLeaks();
    assertThat(leaks).isEmpty();
    assertThat(logged).isEmpty();
  }

  /** Leaks are found when something is allocated after the leaked was collected. */
  private static void findLeaks() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
  }

  private static String mutated(Random random) {
    StringBuilder bytes = new StringBuilder(RIGHT.get(random.nextInt(RIGHT.size())));
    if (random.nextInt(3) == 0) {
      bytes.append(RIGHT.get(random.nextInt(RIGHT.size())));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length());
      int end = Math.min(bytes.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
        case 1 -> bytes.insert(at, CONFUSING.get(random.nextInt(CONFUSING.size())));
        case 2 -> bytes.replace(at, end, "");
        case 3 -> bytes.insert(at, bytes.substring(at, end));
        case 4 -> bytes.setCharAt(at, (char) (bytes.charAt(at) ^ 1 << random.nextInt(8)));
        default -> bytes.setLength(Math.max(1, bytes.length() - random.nextInt(12)));
      }
      if (bytes.isEmpty()) {
        bytes.append(' ');
      }
    }
    return bytes.toString();
  }

  /** What came back until the connection ended, be it by a reset. */
  private String talk(String bytes, Random random) throws IOException {
    StringBuilder answer = new StringBuilder();
    try (Socket socket = served.connect()) {
      int cut = random.nextInt(bytes.length());
      Served.send(socket, bytes.substring(0, cut));
      Served.send(socket, bytes.substring(cut));
      socket.shutdownOutput();
      byte[] buffer = new byte[16_384];
      int count = socket.getInputStream().read(buffer);
      while (count >= 0) {
        answer.append(new String(buffer, 0, count, ISO_8859_1));
        count = socket.getInputStream().read(buffer);
      }
    } catch (SocketException reset) {
      // As good an end as any, for a client that sent more than anybody wanted.
    }
    return answer.toString();
  }

  /** What is wrong with a connection's answers; null if nothing is. */
  private static @org.jspecify.annotations.Nullable String fault(String answer) {
    int at = 0;
    while (at < answer.length()) {
      int end = answer.indexOf("\r\n\r\n", at);
      if (end < 0) {
        return "no end of the head: " + answer.substring(at);
      }
      List<String> lines = List.of(answer.substring(at, end).split("\r\n", -1));
      at = end + 4;
      if (!lines.getFirst().matches("HTTP/1\\.1 [1-5]\\d\\d [^\r\n]*")) {
        return "no status line: " + lines.getFirst();
      }
      List<String> lengths = new ArrayList<>();
      boolean chunked = false;
      for (String line : lines.subList(1, lines.size())) {
        if (!line.matches("[!#-'*+.^-z|~A-Z0-9-]+: [^\0\r\n]*")) {
          return "no field: " + line;
        }
        if (line.startsWith("Content-Length: ")) {
          lengths.add(line.substring(16));
        }
        chunked |= line.equals("Transfer-Encoding: chunked");
      }
      if (lengths.size() > 1 || (chunked && !lengths.isEmpty())) {
        return "two lengths: " + lines;
      }
      int status = Integer.parseInt(lines.getFirst().substring(9, 12));
      if (status < 200 || status == 204 || status == 304) {
        continue;
      }
      if (chunked) {
        // Chunks that break off are the end of a connection.
        int last = answer.indexOf("0\r\n", at);
        int close = last < 0 ? -1 : answer.indexOf("\r\n\r\n", last);
        at = close < 0 ? answer.length() : close + 4;
      } else if (lengths.isEmpty()) {
        at = answer.length();
      } else {
        at += Integer.parseInt(lengths.getFirst());
        if (at > answer.length()) {
          return "content that breaks off: " + lines;
        }
      }
    }
    return null;
  }
}
