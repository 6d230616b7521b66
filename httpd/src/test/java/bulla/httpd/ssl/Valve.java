package bulla.httpd.ssl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands before a server for one connection, and can keep what the server says from its client. */
final class Valve implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private volatile boolean shut;

  Valve(int server) throws IOException {
    this.server = server;
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("valve").start(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on the client hears nothing any more. */
  void shut() {
    shut = true;
  }

  private void serve() {
    try (Socket client = listener.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Thread.ofVirtual().name("valve-back").start(() -> pass(upstream, client, true));
      pass(client, upstream, false);
    } catch (IOException _) {
      // Nobody came before the end.
    }
  }

  private void pass(Socket from, Socket to, boolean valve) {
    byte[] bytes = new byte[8192];
    try {
      for (int n = from.getInputStream().read(bytes);
          n >= 0;
          n = from.getInputStream().read(bytes)) {
        if (!valve || !shut) {
          to.getOutputStream().write(bytes, 0, n);
        }
      }
    } catch (IOException _) {
      // One of the two has gone: so has the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
