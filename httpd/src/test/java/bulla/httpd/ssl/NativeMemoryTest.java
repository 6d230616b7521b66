package bulla.httpd.ssl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.RawTlsClient;
import bulla.testkit.TestCa;
import bulla.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made anew at a reload, or when a certificate was renewed, takes the place of the old. */
class NativeMemoryTest {
  private static final int HOSTS = 10;
  private static final int RELOADS = 100;

  private final TestCa ca = TestCa.root("Root");
  @TempDir private Path root;

  @BeforeEach
  void certificates() throws IOException {
    for (int i = 0; i < HOSTS; i++) {
      pair(i);
    }
  }

  private void pair(int host) throws IOException {
    var made = ca.issue("host" + host + ".corp").make();
    Files.writeString(root.resolve("host" + host + ".key"), made.keyPem());
    Files.writeString(root.resolve("host" + host + ".crt"), made.pem());
  }

  /** Every second host has commands, with which it has two SSL_CTXs. */
  private static String configuration() {
    return "ServerName main.corp\nListen 443\n"
        + IntStream.range(0, HOSTS)
            .mapToObj(
                i ->
                    """
                    <VirtualHost *:*>
                    ServerName host@.corp
                    DocumentRoot .
                    SSLEngine on
                    SSLCertificateFile host@.crt
                    SSLCertificateKeyFile host@.key
                    %s
                    </VirtualHost>
                    """
                        .formatted(i % 2 == 0 ? "" : "SSLOpenSSLConfCmd Groups P-256")
                        .replace("@", Integer.toString(i)))
            .collect(Collectors.joining());
  }

  @Test
  void aHundredReloadsLeaveNoContextAndNoDescriptorBehind() throws Exception {
    int before = TlsLibrary.liveContexts();
    try (SslServer server = new SslServer(root, configuration())) {
      server.start();
      assertThat(TlsLibrary.liveContexts() - before).isEqualTo(HOSTS + HOSTS / 2);
      long descriptors = 0;
      for (int i = 0; i < RELOADS; i++) {
        if (i == 10) {
          descriptors = descriptors();
        }
        try (RawTlsClient client = new RawTlsClient(server.port(), "TLSv1.3")) {
          client.serverName("host" + i % HOSTS + ".corp");
          client.handshake();
          server.reload(configuration());
        }
      }
      awaitContexts(before + HOSTS + HOSTS / 2);
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    }
    awaitContexts(before);
  }

  @Test
  void aHostWhoseCertificateWasRenewedIsFreedWithItsLastConnection() throws Exception {
    int before = TlsLibrary.liveContexts();
    int all = HOSTS + HOSTS / 2;
    try (SslServer server = new SslServer(root, configuration())) {
      server.start();
      try (RawTlsClient last = new RawTlsClient(server.port(), "TLSv1.2")) {
        try (RawTlsClient first = new RawTlsClient(server.port(), "TLSv1.3")) {
          for (RawTlsClient client : List.of(first, last)) {
            client.serverName("host0.corp");
            client.handshake();
          }
          pair(0);
          assertThat(server.logWith("host0.corp", "was renewed", 20)).contains("was renewed");
          assertThat(TlsLibrary.liveContexts() - before).isEqualTo(all + 1);
        }
        // This one is still served by what it met.
        last.send(last.wrap("GET / HTTP/1.1\r\nHost: host0.corp\r\n\r\n".getBytes(US_ASCII)));
        last.await();
        assertThat(TlsLibrary.liveContexts() - before).isEqualTo(all + 1);
      }
      awaitContexts(before + all);
      pair(1);
      assertThat(server.logWith("host1.corp", "was renewed", 20)).contains("was renewed");
      // Nobody has met what was there before.
      awaitContexts(before + all);
    }
    awaitContexts(before);
  }

  private static void awaitContexts(int expected) throws InterruptedException {
    for (int tries = 0; tries < 500 && TlsLibrary.liveContexts() != expected; tries++) {
      Thread.sleep(10);
    }
    assertThat(TlsLibrary.liveContexts()).isEqualTo(expected);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
