package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads while clients are being served. */
class ReloadTest {
  private static final int RELOADS = 20;
  private static final int LONG = 6_000_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  @TempDir Path folder;
  private Site site;
  private SSLContext tls;

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
    certificate("server", "/CN=first.example");
    site.configure("Listen 127.0.0.1:@PORT@\n" + host("server"));
    Files.write(folder.resolve("www/long.bin"), new byte[LONG]);
    tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
  }

  @Test
  void noClientNoticesTwentyReloads() throws Exception {
    site.start();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger fresh = new AtomicInteger();
    AtomicInteger kept = new AtomicInteger();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Loop loop = new Loop();
      clients.add(threads.submit(() -> loop.run(failures, () -> newConnection(fresh))));
      clients.add(threads.submit(() -> loop.run(failures, () -> keepAlive(loop, kept))));
      clients.add(threads.submit(() -> loop.once(failures, this::slowUpload)));
      Process download = download();
      for (int i = 1; i <= RELOADS; i++) {
        Shell.must("kill", i % 2 == 0 ? "-HUP" : "-USR1", String.valueOf(site.pid()));
        site.await("AH00489", i + 1);
        awaitMore(fresh);
        awaitMore(kept);
      }
      loop.over = true;
      for (Future<?> client : clients) {
        client.get(60, TimeUnit.SECONDS);
      }
      assertThat(download.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(download.exitValue()).isZero();
    }
    assertThat(Files.size(folder.resolve("got"))).isEqualTo(LONG);
    assertThat(failures).isEmpty();
    assertThat(fresh.get()).isGreaterThan(RELOADS);
    assertThat(kept.get()).isGreaterThan(RELOADS);
    assertThat(Site.count(site.log(), "AH00489")).isEqualTo(RELOADS + 1);
    assertThat(site.log()).doesNotContain("AH00020").doesNotContain("internal error");
  }

  /** Waits until a client has got one more answer, so that there are some between two reloads. */
  private static void awaitMore(AtomicInteger answers) throws InterruptedException {
    int before = answers.get();
    for (int tries = 0; tries < 3000 && answers.get() == before; tries++) {
      Thread.sleep(10);
    }
    assertThat(answers.get()).isGreaterThan(before);
  }

  @Test
  void hostsListenersAndCertificatesThatChangedTakeEffect() throws Exception {
    site.start();
    assertThat(subject(site.port())).contains("first.example");
    int other = WebServer.freePort();
    certificate("second", "/CN=second.example");
    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/index.html"), "another\n");
    site.configure(
        "Listen 127.0.0.1:@PORT@\nListen 127.0.0.1:"
            + other
            + "\n"
            + host("second").replace("ServerName", "DocumentRoot @DIR@/other\nServerName"));
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    site.await("AH00489", 2);
    assertThat(subject(site.port())).contains("second.example");
    assertThat(site.getFrom("https", "/index.html")).isEqualTo("another\n200\n");
    assertThat(Site.status("127.0.0.1:" + other)).isEqualTo("200");
    site.configure("Listen 127.0.0.1:" + other + "\n");
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    site.await("AH00489", 3);
    assertThat(Site.status("127.0.0.1:" + other)).isEqualTo("200");
    assertThat(Site.status("127.0.0.1:" + site.port())).isEqualTo("000");
  }

  @Test
  void aBrokenCertificateLeavesTheOldOneServing() throws Exception {
    site.start();
    Files.writeString(folder.resolve("broken.crt"), "nothing\n");
    site.configure(
        "Listen 127.0.0.1:@PORT@\n" + host("server").replace("server.crt", "broken.crt"));
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    assertThat(site.await("AH00020"))
        .contains("AH02562: Failed to configure certificate localhost:443:0 (with chain), check ")
        .contains("broken.crt");
    assertThat(subject(site.port())).contains("first.example");
  }

  private static final class Loop {
    volatile boolean over;

    interface Client {
      void run() throws Exception;
    }

    void run(ConcurrentLinkedQueue<String> failures, Client client) {
      while (!over) {
        once(failures, client);
      }
    }

    void once(ConcurrentLinkedQueue<String> failures, Client client) {
      try {
        client.run();
      } catch (Exception failure) {
        failures.add(client + ": " + failure);
      }
    }
  }

  private void newConnection(AtomicInteger served) throws IOException {
    try (SSLSocket socket = connect()) {
      request(socket, "GET /index.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("the page\n")) {
        throw new IOException("answered: " + answer);
      }
      served.incrementAndGet();
    }
  }

  /** One connection for as many requests as it takes; ends it only when the server says so. */
  private void keepAlive(Loop loop, AtomicInteger served) throws IOException {
    try (SSLSocket socket = connect()) {
      while (!loop.over) {
        request(socket, "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String head = answer(socket.getInputStream());
        served.incrementAndGet();
        if (head.contains("Connection: close")) {
          return;
        }
      }
    }
  }

  private void slowUpload() throws Exception {
    try (SSLSocket socket = connect()) {
      request(socket, "POST /index.html HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        TimeUnit.MILLISECONDS.sleep(200);
        request(socket, "x");
      }
      String head = answer(socket.getInputStream());
      if (!head.startsWith("HTTP/1.1 200")) {
        throw new IOException("answered: " + head);
      }
    }
  }

  private Process download() throws IOException {
    return new ProcessBuilder(
            "curl",
            "-sk",
            "--noproxy",
            "*",
            "--limit-rate",
            "600K",
            "-o",
            folder.resolve("got").toString(),
            "https://127.0.0.1:" + site.port() + "/long.bin")
        .start();
  }

  private SSLSocket connect() throws IOException {
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", site.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void request(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Reads one answer; gives its head. */
  private static String answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the connection ended in " + head);
      }
      head.append((char) octet);
    }
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
    return head.toString();
  }

  private static String host(String name) {
    return """
    LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
    <VirtualHost *:@PORT@>
    ServerName localhost
    SSLEngine on
    SSLCertificateFile @DIR@/NAME.crt
    SSLCertificateKeyFile @DIR@/NAME.key
    </VirtualHost>
    """
        .replace("NAME", name);
  }

  private void certificate(String name, String subject) throws Exception {
    SelfSigned.write(folder, name, subject);
  }

  private static String subject(int port) throws Exception {
    return SelfSigned.served(port);
  }

  /** The certificates are made for the test; what is tested is that there is an answer. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
