package bulla.revocation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the addresses of a host within a time limit. The system's resolver knows none, and would
 * hold the carrier of a virtual thread for as long as name servers are silent; so it is asked on
 * platform threads, of which there are none while nobody asks.
 */
final class HostLookup {
  private static final int AT_ONCE = 16;
  private static final int WAITING = 1000;
  private static final ExecutorService LOOKUPS = lookups();

  private HostLookup() {}

  /**
   * All addresses of a host, a literal's at once. Blocks.
   *
   * @throws UnknownHostException if there are none
   * @throws TimeoutException if nobody could say in time
   */
  static InetAddress[] addresses(String host, Duration limit)
      throws UnknownHostException, TimeoutException, InterruptedException {
    InetAddress literal = literal(host);
    return literal == null ? lookUp(host, limit) : new InetAddress[] {literal};
  }

  /** The address that a text is; null if it is a name. */
  static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  private static InetAddress[] lookUp(String host, Duration limit)
      throws UnknownHostException, TimeoutException, InterruptedException {
    Future<InetAddress[]> found;
    try {
      found = LOOKUPS.submit(() -> InetAddress.getAllByName(host));
    } catch (RejectedExecutionException tooMany) {
      throw new UnknownHostException("too many lookups wait");
    }
    try {
      return found.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      found.cancel(false);
    }
  }

  private static ExecutorService lookups() {
    ThreadPoolExecutor lookups =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("host-lookup-", 1).factory());
    lookups.allowCoreThreadTimeOut(true);
    return lookups;
  }
}
