package bulla.openssl;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's TLS client in front of an {@link Ssl}, without a socket between them. */
final class Pair {

  private static final int SIZE = 64 * 1024;

  private final SSLEngine client;
  private final Ssl server;
  private final ByteBuffer toServer;
  private final ByteBuffer toClient;
  private final ByteBuffer received;

  Pair(SSLContext clients, String protocol, int port, Ssl server, Buffers buffers) {
    toServer = buffers.toServer().clear();
    toClient = buffers.toClient().clear();
    received = buffers.received();
    client = clients.createSSLEngine("www.lab", port);
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    this.server = server;
  }

  /** Native memory, to be used again: what is dropped stays until the next garbage collection. */
  record Buffers(ByteBuffer toServer, ByteBuffer toClient, ByteBuffer received) {
    Buffers() {
      this(
          ByteBuffer.allocateDirect(SIZE),
          ByteBuffer.allocateDirect(SIZE),
          ByteBuffer.allocateDirect(SIZE));
    }
  }

  /** Lets both talk until neither has more to say, or {@code flights} of the client are over. */
  Step talk(int flights) throws SSLException {
    client.beginHandshake();
    Step step = Step.WANT_INPUT;
    for (int flight = 0; flight < flights; flight++) {
      flushClient();
      toServer.flip();
      if (toServer.hasRemaining()) {
        server.feed(address(toServer), toServer.remaining());
      }
      toServer.clear();
      step = server.handshake();
      boolean quiet = server.pendingOutput() == 0;
      toClient.clear();
      int taken = server.take(address(toClient), SIZE);
      toClient.limit(Math.max(0, taken));
      readClient();
      if (step == Step.FAILED || (step == Step.DONE && quiet)) {
        return step;
      }
    }
    return step;
  }

  /** A context for clients that trust everyone and may have a certificate. */
  static SSLContext clients(Path pkcs12) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(pkcs12)) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Everyone()}, null);
    return context;
  }

  /** Makes a self-signed certificate {@code name.pem}, {@code name.key} and {@code name.p12}. */
  static void certificate(Path directory, String name) throws IOException, InterruptedException {
    String file = directory.resolve(name).toString();
    run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-keyout",
            file + ".key",
            "-out",
            file + ".pem"));
    run(
        List.of(
            "openssl",
            "pkcs12",
            "-export",
            "-in",
            file + ".pem",
            "-inkey",
            file + ".key",
            "-out",
            file + ".p12",
            "-passout",
            "pass:changeit"));
  }

  static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  static byte[] der(Path pem) throws IOException {
    String text = Files.readString(pem).replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
    return Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void flushClient() throws SSLException {
    while (true) {
      HandshakeStatus status = client.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        client.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        client.wrap(ByteBuffer.allocate(0), toServer);
      } else {
        return;
      }
    }
  }

  private void readClient() throws SSLException {
    while (toClient.hasRemaining()) {
      received.clear();
      SSLEngineResult result = client.unwrap(toClient, received);
      flushClient();
      if (result.getStatus() != SSLEngineResult.Status.OK) {
        return;
      }
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] text = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + new String(text, StandardCharsets.UTF_8));
    }
  }

  private static final class Everyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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
