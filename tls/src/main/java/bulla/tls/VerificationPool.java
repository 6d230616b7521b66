package bulla.tls;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads on which handshake steps run that may meet a client's certificate. libssl
 * cannot suspend a server's verification, and an upcall pins a virtual thread to its carrier.
 *
 * <p>A step goes to the thread that became idle last: its stack, its share of libc's heap and its
 * random generator in libcrypto are warm, and a server that nobody keeps waiting gets by with one
 * or two. Threads come as they are needed and go when they have idled; they never keep the JVM
 * alive. When all are busy steps wait in a queue, and when that is full they are rejected.
 */
public final class VerificationPool implements AutoCloseable {

  private static final long IDLE_SECONDS = 30;
  private static final int WAITING_FOR_EACH_THREAD = 64;

  private final int size;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private int threads;
  private int started;
  private boolean closed;

  /**
   * Makes a pool.
   *
   * @param size how many certificates may be verified at the same time, at least 1
   */
  public VerificationPool(int size) {
    this.size = size;
  }

  /** Ends the threads; steps that wait are dropped, and their connections with them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      idle.forEach(worker -> worker.wake.signal());
      idle.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The pool as an executor.
   *
   * @throws RejectedExecutionException from its {@code execute} when too many wait, or after the
   *     end
   */
  Executor executor() {
    return this::execute;
  }

  private void execute(Runnable step) {
    lock.lock();
    try {
      if (closed || waiting.size() >= size * WAITING_FOR_EACH_THREAD) {
        throw new RejectedExecutionException(closed ? "closed" : "too many steps wait");
      }
      Worker warmest = idle.pollLast();
      if (warmest != null) {
        warmest.step = step;
        warmest.wake.signal();
      } else if (threads < size) {
        threads++;
        Thread.ofPlatform()
            .daemon()
            .name("bulla-verify-" + ++started)
            .start(new Worker(lock.newCondition(), step));
      } else {
        waiting.add(step);
      }
    } finally {
      lock.unlock();
    }
  }

  /** One thread of the pool. */
  private final class Worker implements Runnable {
    private final Condition wake;
    private @Nullable Runnable step;

    Worker(Condition wake, Runnable first) {
      this.wake = wake;
      this.step = first;
    }

    @Override
    public void run() {
      boolean ended = false;
      try {
        Runnable next = take();
        while (next != null) {
          next.run();
          next = take();
        }
        ended = true;
      } finally {
        if (!ended) {
          gone();
        }
      }
    }

    /** The next step; null when it is time to go, which has then been counted. */
    private @Nullable Runnable take() {
      lock.lock();
      try {
        Runnable next = step == null ? waiting.poll() : step;
        long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        if (next == null && !closed) {
          idle.addLast(this);
          while (step == null && !closed && left > 0) {
            left = wake.awaitNanos(left);
          }
          next = step;
          idle.remove(this);
        }
        step = null;
        threads -= next == null ? 1 : 0;
        return next;
      } catch (InterruptedException stopped) {
        idle.remove(this);
        threads--;
        return null;
      } finally {
        lock.unlock();
      }
    }

    private void gone() {
      lock.lock();
      try {
        threads--;
      } finally {
        lock.unlock();
      }
    }
  }
}
