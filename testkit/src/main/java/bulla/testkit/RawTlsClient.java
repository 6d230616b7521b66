package bulla.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's TLS client on a socket of its own, whose records can be cut short and damaged. */
public final class RawTlsClient implements AutoCloseable {

  private static final int SIZE = 64 * 1024;

  private final Socket socket;
  private final SSLEngine engine;
  private final ByteBuffer arrived = ByteBuffer.allocate(SIZE).flip();

  /** Connects to a port of loopback; says nothing yet. */
  public RawTlsClient(int port, String protocol) throws Exception {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Everyone()}, new SecureRandom());
    engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    engine.setSSLParameters(parameters);
  }

  /** Names the host that is wanted, before anything is said (RFC 6066 3). */
  public void serverName(String name) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    engine.setSSLParameters(parameters);
  }

  /** The ClientHello's record. */
  public byte[] hello() throws SSLException {
    engine.beginHandshake();
    return wrap(new byte[0]);
  }

  /** Sends bytes as they are. */
  public void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Waits for the server's next bytes. */
  public void await() throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("the server has ended the connection");
    }
  }

  /** Makes the first handshake; whatever certificate the server has will do. */
  public void handshake() throws IOException {
    send(hello());
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> send(wrap(new byte[0]));
        default -> unwrap();
      }
      status = engine.getHandshakeStatus();
    }
  }

  /** Application data as the record that would be sent. */
  public byte[] wrap(byte[] data) throws SSLException {
    ByteBuffer record = ByteBuffer.allocate(SIZE);
    engine.wrap(ByteBuffer.wrap(data), record);
    return Arrays.copyOf(record.array(), record.position());
  }

  /** Lets the client read a record that nobody has sent, and sends the alert that it answers. */
  public void refuse(byte[] record) throws IOException {
    try {
      engine.unwrap(ByteBuffer.wrap(record), ByteBuffer.allocate(SIZE));
    } catch (SSLException damaged) {
      send(wrap(new byte[0]));
    }
  }

  /** Reads until the server ends the connection. */
  public void end() throws IOException {
    byte[] _ = socket.getInputStream().readAllBytes();
  }

  private void unwrap() throws IOException {
    int before = arrived.remaining();
    engine.unwrap(arrived, ByteBuffer.allocate(SIZE));
    if (arrived.remaining() == before) {
      arrived.compact();
      int count = socket.getInputStream().read(arrived.array(), arrived.position(), 4096);
      if (count < 0) {
        throw new IOException("the server has ended the connection");
      }
      arrived.position(arrived.position() + count).flip();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class Everyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket peer) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket peer) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine peer) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine peer) {}

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
