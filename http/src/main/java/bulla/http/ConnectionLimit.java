package bulla.http;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a listening socket from accepting while too many of its connections are open; those who
 * come then wait in the kernel's backlog.
 */
final class ConnectionLimit {
  private final AtomicInteger open = new AtomicInteger();

  /** Counts a new connection until it closes. */
  void opened(Channel connection, int most) {
    Channel listening = connection.parent();
    if (open.incrementAndGet() >= most) {
      decide(listening, most);
    }
    var _ =
        connection
            .closeFuture()
            .addListener(
                closed -> {
                  if (open.decrementAndGet() == most - 1) {
                    decide(listening, most);
                  }
                });
  }

  /** The count is read where it takes effect, so that the last decision sees the last count. */
  private void decide(Channel listening, int most) {
    listening.eventLoop().execute(() -> listening.config().setAutoRead(open.get() < most));
  }
}
