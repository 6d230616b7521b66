import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Opens connections, asks for one small file on each, and holds them without a word. Takes the port
 * on loopback, how many, and the protocol; says {@code open} when all are, and ends with its
 * standard input.
 */
final class IdleConnections {

  private static final int THREADS = 4;
  private static final byte[] REQUEST =
      "GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    SSLContext context = SSLContext.getInstance(arguments[2]);
    context.init(null, new TrustManager[] {new Everyone()}, null);
    Queue<SSLSocket> held = new ConcurrentLinkedQueue<>();
    AtomicInteger left = new AtomicInteger(count);
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (left.getAndDecrement() > 0) {
                      held.add(open(context, port));
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (held.size() != count) {
      throw new IOException("only " + held.size() + " connections could be opened");
    }
    System.out.println("open");
    while (System.in.read() >= 0) {
      // Whoever started this says when it is over.
    }
    System.exit(held.size() == count ? 0 : 1);
  }

  private static SSLSocket open(SSLContext context, int port) {
    try {
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
      socket.getOutputStream().write(REQUEST);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = -1;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
          length = Integer.parseInt(line.substring(16));
        }
      }
      in.readNBytes(length);
      return socket;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static final class Everyone implements X509TrustManager {
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
