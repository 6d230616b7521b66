package bulla.revocation;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Puts questions to responders, a few at a time to each: none is flooded, however many certificates
 * it answers for, and one that hangs holds up its own questions alone. Thread-safe.
 */
final class ResponderLanes implements AutoCloseable {
  /** As many as would not hurt a responder; a hundred thousand answers take it some minutes. */
  static final int AT_ONCE = 16;

  private final Map<String, ExecutorService> lanes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Runs it in its turn; completes exceptionally if it fails, or if these are closed. */
  CompletableFuture<Void> run(String responder, Runnable question) {
    try {
      return CompletableFuture.runAsync(question, lanes.computeIfAbsent(responder, _ -> lane()));
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  @Override
  public void close() {
    closed = true;
    lanes.values().forEach(ExecutorService::shutdownNow);
  }

  private ExecutorService lane() {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofVirtual().name("stapler-renew").factory());
    lane.allowCoreThreadTimeOut(true);
    if (closed) {
      lane.shutdownNow();
    }
    return lane;
  }
}
