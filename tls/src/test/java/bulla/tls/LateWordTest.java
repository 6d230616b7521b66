package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers on an open TLS 1.3 connection, of which the event loop tells what it can tell at once.
 */
class LateWordTest {
  private static final String RESTRICTED = get("/restricted");
  private static final String FACTS = get("/facts");

  private final TestCa ca = TestCa.root("Root");
  private final Issued server = ca.issue("www.lab").make();
  private final Issued good = ca.issue("good").make();
  private final Watcher watcher = new Watcher();

  @TempDir private Path directory;

  @Test
  void onlyWhatCannotBeToldAtOnceIsForThePool() throws Exception {
    try (TlsHost host = host();
        TestServer running = new TestServer(host)) {
      assertThat(ask(running, RESTRICTED)).contains("Completed[]", "certificates 1\n");
      assertThat(watcher.calls()).containsExactly("verify, pool");

      assertThat(ask(running, RESTRICTED)).contains("Completed[]", "certificates 1\n");
      assertThat(watcher.calls()).containsExactly("at once no, loop", "verify, pool");

      watcher.atOnce = true;
      assertThat(ask(running, RESTRICTED)).contains("Completed[]", "certificates 1\n");
      assertThat(watcher.calls()).containsExactly("at once yes, loop");
    }
  }

  /** What takes long to read is read elsewhere, and decided on as late. */
  @Test
  void aLongAnswerIsForThePool() throws Exception {
    watcher.atOnce = true;
    StringBuilder chain = new StringBuilder(Files.readString(Path.of(file())));
    for (int i = 0; i < 20; i++) {
      chain.append(ca.certificate().pem());
    }
    Path certificates = directory.resolve("long.pem");
    Files.writeString(certificates, chain);
    try (TlsHost host = host();
        TestServer running = new TestServer(host)) {
      String[] options = {
        "-tls1_3", "-enable_pha", "-cert", file(), "-cert_chain", certificates.toString()
      };
      assertThat(client(running, RESTRICTED, options)).contains("Completed[]");
      assertThat(watcher.calls()).containsExactly("verify, pool");
      assertThat(client(running, RESTRICTED, options)).contains("Completed[]");
      assertThat(watcher.calls()).containsExactly("at once yes, pool");
    }
  }

  /** In a storm the event loop has better things to do. */
  @Test
  void whileAnotherIsBeingVerifiedEveryAnswerIsForThePool() throws Exception {
    try (TlsHost host = host();
        TestServer running = new TestServer(host)) {
      ask(running, RESTRICTED);
      watcher.calls();
      watcher.wait = new CountDownLatch(1);
      Process other =
          new ProcessBuilder(
                  "curl",
                  "-sk",
                  "--tlsv1.3",
                  "--cert",
                  TestSettings.file(directory, ca.issue("other").make()),
                  running.url("/restricted"))
              .start();
      assertThat(watcher.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("verify, pool");
      watcher.atOnce = true;
      assertThat(ask(running, RESTRICTED)).contains("Completed[]");
      assertThat(watcher.calls()).containsExactly("at once yes, pool");
      watcher.wait.countDown();
      assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(running, RESTRICTED)).contains("Completed[]");
      assertThat(watcher.calls()).containsExactly("at once yes, loop");
    }
  }

  /** On TLS 1.2 the handshake itself waits for the last word. */
  @Test
  void onTls12EveryAnswerIsForThePool() throws Exception {
    watcher.atOnce = true;
    try (TlsHost host = host();
        TestServer running = new TestServer(host)) {
      for (int i = 0; i < 2; i++) {
        assertThat(client(running, RESTRICTED, "-tls1_2", "-cert", file())).contains("Completed[]");
        assertThat(watcher.calls()).containsExactly("verify, pool");
      }
    }
  }

  @Test
  void nothingIsAnsweredBeforeTheLastWord() throws Exception {
    watcher.wait = new CountDownLatch(1);
    LinkedBlockingQueue<Authentication> outcomes = new LinkedBlockingQueue<>();
    try (TlsHost host = host();
        TestServer running = new TestServer(_ -> host, TlsEvents.none(), outcomes::add)) {
      Process curl =
          new ProcessBuilder(
                  "curl", "-sk", "--tlsv1.3", "--cert", file(), running.url("/restricted"))
              .start();
      assertThat(watcher.begun.await(10, TimeUnit.SECONDS)).isTrue();
      // By now libssl has taken the client's Finished, and thinks that all is well.
      assertThat(outcomes.poll(300, TimeUnit.MILLISECONDS)).isNull();
      watcher.standing = 23;
      watcher.wait.countDown();
      assertThat(outcomes.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              new Authentication.Failed(
                  true, 23, List.of("error:0A000086:SSL routines::certificate verify failed")));
      assertThat(curl.getInputStream().readAllBytes()).isEmpty();
    }
  }

  /** The certificate comes first, and its proof behind it: in the next packet, perhaps. */
  @Test
  void aCertificateThatComesBeforeItsProofIsNotDecidedOnYet() throws Exception {
    AtomicInteger decidedAfter = new AtomicInteger();
    watcher.standing = 23;
    watcher.before = () -> decidedAfter.set(watcher.records.get());
    try (TlsHost host = host();
        TestServer running =
            new TestServer(
                host, () -> new EachRecord(watcher.records), ChannelInboundHandlerAdapter::new)) {
      assertThat(ask(running, RESTRICTED)).contains("SSL alert number 44");
      assertThat(watcher.calls()).containsExactly("verify, pool");
      // ClientHello, change_cipher_spec, Finished; request; Certificate, CertificateVerify,
      // Finished.
      assertThat(decidedAfter).hasValue(7);
    }
  }

  /** Nor is a first handshake over before it. */
  @Test
  void aFirstHandshakeThatIsRefusedAfterItsProofWasNeverOver() throws Exception {
    watcher.standing = 23;
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    TlsEvents events =
        new TlsEvents() {
          @Override
          public void established(TlsConnection connection) {
            told.add("established");
          }

          @Override
          public void failed(InetSocketAddress remote, String name, List<String> errors) {
            told.add("failed " + errors);
          }
        };
    try (TlsHost host =
            TestSettings.of("www:443", server)
                .trusting(ca)
                .asking(ClientAuthentication.REQUIRE, 1)
                .verifier(watcher)
                .host();
        TestServer running = new TestServer(_ -> host, events)) {
      assertThat(client(running, FACTS, "-tls1_3", "-cert", file()))
          .contains("SSL alert number 44")
          .doesNotContain("HTTP/1.1");
      assertThat(watcher.calls()).containsExactly("verify, pool");
      assertThat(told.poll(5, TimeUnit.SECONDS))
          .isEqualTo("failed [error:0A000086:SSL routines::certificate verify failed]");
      watcher.standing = 0;
      assertThat(client(running, FACTS, "-tls1_3", "-cert", file())).contains("certificates 1\n");
      assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("established");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aSessionCarriesWhoWasAcceptedAtOnceOrLater() throws Exception {
    for (boolean atOnce : new boolean[] {false, true}) {
      watcher.atOnce = atOnce;
      try (TlsHost host = host();
          TestServer running = new TestServer(host)) {
        // The host knows the chain when it meets it for the second time.
        ask(running, RESTRICTED);
        String session = directory.resolve("session-" + atOnce).toString();
        ask(running, RESTRICTED, "-sess_out", session);
        assertThat(client(running, FACTS, "-tls1_3", "-sess_in", session))
            .contains("certificates 1\n", "verified 0 ok");
      }
    }
  }

  /** The session would come back as that of a client without fault. */
  @Test
  void whoWasLetInInSpiteOfAnErrorIsNotResumedAsSomebody() throws Exception {
    Issued stranger = TestCa.root("Stranger").issue("stranger").make();
    String certificate = TestSettings.file(directory, stranger);
    try (TlsHost host = host();
        TestServer running = new TestServer(host)) {
      String session = directory.resolve("session").toString();
      assertThat(
              client(
                  running,
                  RESTRICTED,
                  "-tls1_3",
                  "-enable_pha",
                  "-cert",
                  certificate,
                  "-sess_out",
                  session))
          .contains("certificates 1\n")
          .doesNotContain("verified 0 ok");
      assertThat(client(running, FACTS, "-tls1_3", "-sess_in", session))
          .contains("certificates 0\n");
    }
  }

  private TlsHost host() throws Exception {
    return TestSettings.of("www:443", server).trusting(ca).verifier(watcher).host();
  }

  private String file() throws Exception {
    return TestSettings.file(directory, good);
  }

  private String ask(TestServer running, String request, String... options) throws Exception {
    String[] all = new String[options.length + 4];
    List.of("-tls1_3", "-enable_pha", "-cert", file()).toArray(all);
    System.arraycopy(options, 0, all, 4, options.length);
    return client(running, request, all);
  }

  private static String client(TestServer running, String request, String... options)
      throws Exception {
    return Commands.client(running.port(), request, options).text();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n";
  }

  /** Passes on one TLS record at a time. */
  private static final class EachRecord extends ChannelInboundHandlerAdapter {
    private static final int HEADER = 5;
    private final AtomicInteger records;

    EachRecord(AtomicInteger records) {
      this.records = records;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.readableBytes() >= HEADER) {
        int length = HEADER + bytes.getUnsignedShort(bytes.readerIndex() + HEADER - Short.BYTES);
        records.incrementAndGet();
        context.fireChannelRead(bytes.readRetainedSlice(length));
        context.fireChannelReadComplete();
      }
      bytes.release();
    }
  }

  /** Notes who asks it where. */
  private static final class Watcher implements ClientVerifier {
    private final LinkedBlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile CountDownLatch wait = new CountDownLatch(0);
    private volatile boolean atOnce;
    private volatile int standing;
    private volatile Runnable before = () -> {};
    private final AtomicInteger records = new AtomicInteger();

    @Override
    public int verify(ClientChain chain, TlsConnection connection) {
      calls.add("verify, " + place());
      before.run();
      begun.countDown();
      try {
        wait.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return standing;
    }

    @Override
    public boolean acceptsAtOnce(ClientChain chain, TlsConnection connection) {
      calls.add("at once " + (atOnce ? "yes, " : "no, ") + place());
      return atOnce;
    }

    private static String place() {
      return Thread.currentThread().getName().startsWith("bulla-verify-") ? "pool" : "loop";
    }

    List<String> calls() {
      List<String> since = List.copyOf(calls);
      calls.clear();
      return since;
    }
  }
}
