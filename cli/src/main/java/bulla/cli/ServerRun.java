package bulla.cli;

import bulla.http.Handler;
import bulla.posix.Signal;
import bulla.responder.PlainServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves until SIGTERM or SIGINT. */
final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger("bulla.server");

  private ServerRun() {}

  /** Gives the exit code: 0 after a signal, 1 if the address cannot be had. */
  static int untilTold(String address, int port, Handler handler) {
    return untilTold(address, port, handler, () -> {});
  }

  /**
   * The same.
   *
   * @param ending ends what exchanges wait for, so that the server need not wait for them
   */
  static int untilTold(String address, int port, Handler handler, Runnable ending) {
    CountDownLatch end = new CountDownLatch(1);
    Signals.on(Signal.TERM, end::countDown);
    Signals.on(Signal.INT, end::countDown);
    InetSocketAddress place = new InetSocketAddress(address, port);
    if (place.isUnresolved()) {
      LOG.error("{} is no address of this machine", address);
      return 1;
    }
    try (PlainServer server = PlainServer.start(place, handler)) {
      LOG.info("Now listening on {}", text(server.address()));
      end.await();
      ending.run();
      return 0;
    } catch (IOException e) {
      LOG.error(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
