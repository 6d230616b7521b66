package bulla.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The platform threads on which handshake steps run that may meet a client's certificate. libssl
 * cannot suspend a server's verification, and an upcall pins a virtual thread to its carrier.
 *
 * <p>Threads come as they are needed and go when they have idled; they never keep the JVM alive.
 * When all are busy steps wait in a queue, and when that is full they are rejected.
 */
public final class VerificationPool implements AutoCloseable {

  private static final long IDLE_SECONDS = 30;
  private static final int WAITING_FOR_EACH_THREAD = 64;

  private final ThreadPoolExecutor threads;

  /**
   * Makes a pool.
   *
   * @param size how many certificates may be verified at the same time, at least 1
   */
  public VerificationPool(int size) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(size * WAITING_FOR_EACH_THREAD),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("bulla-verify-" + number.incrementAndGet())
                    .unstarted(task));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Ends the threads; steps that wait are dropped, and their connections with them. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /**
   * The pool as an executor.
   *
   * @throws RejectedExecutionException from its {@code execute} when too many wait
   */
  Executor executor() {
    return threads;
  }
}
