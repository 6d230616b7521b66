package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that nobody has seen before, at the same time, and everybody else meanwhile. */
@Timeout(180)
class StormTest {
  private static final int CLIENTS = 200;

  @TempDir private Path root;
  private final CountDownLatch answers = new CountDownLatch(1);
  private final List<Certificate> clients = new ArrayList<>();
  private GateSite site;

  @BeforeEach
  void start() throws Exception {
    site = new GateSite(root);
    site.responder.behave(new OcspBehaviour.Held(answers));
    site.start(
        "Timeout 150\nKeepAliveTimeout 150\n"
            + GateSite.configuration()
                .replace(
                    "SSLOCSPEnable leaf\n", "SSLOCSPEnable leaf\nSSLOCSPResponderTimeout 150\n"));
  }

  @AfterEach
  void close() {
    answers.countDown();
    site.close();
  }

  @Test
  void whileEveryQuestionWaitsOthersAreServedAndThenEveryClientIsLetInForOneQuery()
      throws Exception {
    try (Visitor visitor = new Visitor();
        OcspFake quick =
            OcspFake.start(site.issuing, InstantSource.system(), new OcspBehaviour.Good())) {
      visitor.isAnswered();
      Process storm = storm();
      try {
        awaitQuestions(storm);

        for (int i = 0; i < 20; i++) {
          visitor.isAnswered();
        }
        assertThat(site.curl("/index.txt").output()).isEqualTo("public\n200");
        write("quick", site.issuing.issue("quick").ocspUrl(quick.url()).make());
        assertThat(site.curl("/restricted/x.txt", site.with("quick")).output())
            .isEqualTo("restricted\n200");
        assertThat(site.responder.mostAtOnce()).isEqualTo(CLIENTS);
        assertThat(storm.isAlive()).isTrue();

        answers.countDown();
        assertThat(storm.waitFor(100, TimeUnit.SECONDS)).isTrue();
      } finally {
        storm.destroyForcibly();
      }
    }

    assertThat(Files.readAllLines(root.resolve("storm.out")))
        .hasSize(CLIENTS)
        .allMatch("200"::equals);
    assertThat(site.responder.queries()).isEqualTo(CLIENTS);
    assertThat(clients).allMatch(client -> site.responder.queries(client) == 1);
  }

  /** Until each client's question has come to the responder, as long as the clients wait. */
  private void awaitQuestions(Process storm) throws Exception {
    while (site.responder.queries() < CLIENTS && storm.isAlive()) {
      Thread.sleep(10);
    }
    assertThat(site.responder.queries())
        .as(() -> "questions; the clients have said " + said())
        .isEqualTo(CLIENTS);
  }

  private String said() {
    try {
      return Files.readString(root.resolve("storm.err"));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** One curl that is all the clients at once, each with a certificate of its own. */
  private Process storm() throws IOException {
    List<String> transfers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "client" + i;
      Issued made = site.issuing.issue(name).ocspUrl(site.responder.url()).make();
      clients.add(made.certificate());
      write(name, made);
      transfers.add(
          """
          url = %s
          resolve = lab.carcano.corp:%d:127.0.0.1
          cert = %s.crt
          key = %s.key
          insecure
          http1.1
          max-time = 150
          output = /dev/null
          write-out = "%%{http_code}\\n"
          """
              .formatted(
                  site.url("/restricted/x.txt"),
                  site.server().port(),
                  root.resolve(name),
                  root.resolve(name)));
    }
    site.write("storm.conf", String.join("next\n", transfers));
    return new ProcessBuilder(
            "curl",
            "-sSZ",
            "--parallel-immediate",
            "--parallel-max",
            "" + CLIENTS,
            "-K",
            root.resolve("storm.conf").toString())
        .redirectOutput(root.resolve("storm.out").toFile())
        .redirectError(root.resolve("storm.err").toFile())
        .start();
  }

  private void write(String name, Issued made) throws IOException {
    site.write(name + ".crt", made.pem());
    site.write(name + ".key", made.keyPem());
  }

  /** Somebody without a certificate, on a connection that stays open. */
  private final class Visitor implements AutoCloseable {
    private final Process client;
    private final BufferedReader in;

    Visitor() throws IOException {
      client =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  "-quiet",
                  "-connect",
                  "127.0.0.1:" + site.server().port(),
                  "-servername",
                  "lab.carcano.corp")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      in = client.inputReader(StandardCharsets.US_ASCII);
    }

    void isAnswered() throws IOException {
      OutputStream out = client.getOutputStream();
      out.write(
          "GET /index.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      List<String> answer = new ArrayList<>();
      while (answer.isEmpty() || !answer.getLast().equals("public")) {
        String line = in.readLine();
        assertThat(line).as("the next line of an answer").isNotNull();
        answer.add(line);
      }
      assertThat(answer).startsWith("HTTP/1.1 200 OK");
    }

    @Override
    public void close() {
      client.destroyForcibly();
    }
  }
}
