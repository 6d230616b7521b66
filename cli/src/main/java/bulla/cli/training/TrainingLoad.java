package bulla.cli.training;

import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients of the training run: what a server's clients do most, so that its classes are loaded. */
final class TrainingLoad {
  private static final int REQUESTS = 200;
  private static final int HANDSHAKES = 50;
  private static final int CLIENT_CERTIFICATES = 20;
  private static final int RENEGOTIATIONS = 20;
  private static final int REFUSALS = 5;
  private static final int LONG_FILES = 2;

  private static final char[] NO_SECRET = {};

  private final TrainingSite site;
  private final SSLContext context;

  private TrainingLoad(TrainingSite site, SSLContext context) {
    this.site = site;
    this.context = context;
  }

  /** Waits for the server and the responder. */
  static TrainingLoad at(TrainingSite site) throws IOException, InterruptedException {
    awaitListener(site.responderPort());
    awaitListener(site.port());
    // Otherwise a port where nobody listens would pass for a refusal.
    awaitListener(site.silentPort());
    try {
      return new TrainingLoad(site, context(site));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("no TLS for the training's clients", impossible);
    }
  }

  void run() throws IOException {
    keepAlive("/small.txt", REQUESTS);
    keepAlive("/long.bin", LONG_FILES);
    for (int i = 0; i < HANDSHAKES; i++) {
      one(site.port(), "TLSv1.3", "/small.txt");
    }
    for (int i = 0; i < CLIENT_CERTIFICATES; i++) {
      one(site.strictPort(), "TLSv1.3", "/small.txt");
    }
    for (int i = 0; i < RENEGOTIATIONS; i++) {
      one(site.port(), "TLSv1.2", "/restricted/small.txt");
    }
    for (int i = 0; i < REFUSALS; i++) {
      refused("/restricted/small.txt");
    }
  }

  private void keepAlive(String path, int requests) throws IOException {
    try (SSLSocket socket = connect(site.port(), "TLSv1.3")) {
      for (int i = 0; i < requests; i++) {
        exchange(socket, path, "keep-alive");
      }
    }
  }

  /** A connection with a full handshake and one request. */
  private void one(int port, String protocol, String path) throws IOException {
    try (SSLSocket socket = connect(port, protocol)) {
      exchange(socket, path, "close");
      socket.getSession().invalidate();
    }
  }

  /** A connection that ends because nobody vouches for the client's certificate. */
  private void refused(String path) {
    try {
      one(site.silentPort(), "TLSv1.2", path);
    } catch (IOException refused) {
      return;
    }
    throw new IllegalStateException(path + " was served without an answer of its responder");
  }

  private SSLSocket connect(int port, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    // Otherwise each request waits for the server's delayed acknowledgement of the handshake.
    socket.setTcpNoDelay(true);
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static void exchange(SSLSocket socket, String path, String connection)
      throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: training\r\nAccept: */*\r\nConnection: "
            + connection
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the server went away after: " + head);
      }
      head.append((char) octet);
    }
    if (!head.toString().startsWith("HTTP/1.1 200 ")) {
      throw new IOException("the server answered: " + head);
    }
    String length = head.toString().replaceAll("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1");
    in.skipNBytes(Long.parseLong(length));
  }

  private static void awaitListener(int port) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException notYet) {
        if (tries == 600) {
          throw notYet;
        }
        Thread.sleep(50);
      }
    }
  }

  private static SSLContext context(TrainingSite site)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, NO_SECRET);
    X509Certificate authority = certificate(site, "ca");
    keys.setCertificateEntry("ca", authority);
    keys.setKeyEntry(
        "leaf",
        PrivateKeys.ofPem(Files.readString(site.key("leaf")), null),
        NO_SECRET,
        new X509Certificate[] {certificate(site, "leaf"), authority});
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, NO_SECRET);
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }

  private static X509Certificate certificate(TrainingSite site, String name)
      throws IOException, GeneralSecurityException {
    byte[] der = Certificate.ofPem(Files.readString(site.certificate(name))).der();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
