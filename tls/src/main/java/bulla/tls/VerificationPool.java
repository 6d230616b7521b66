package bulla.tls;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads on which steps run that may wait for somebody's word on a client's
 * certificate: up to TLS 1.2 those of handshakes that may meet one, on TLS 1.3 the verification
 * that follows the handshake; and those that would hold up an event loop, because a chain is long
 * or others are being verified. A server cannot have libssl suspend a verification
 * (SSL_set_retry_verify(3) is for clients), a Java upcall cannot run on the stack of an
 * ASYNC_start_job(3), and an upcall pins a virtual thread to its carrier: so whoever waits for a
 * verdict has a thread that waits.
 *
 * <p>Few steps run at the same time, so that hundreds that come at once leave the event loops their
 * share of the processors. One that waits for somebody else ({@link #blocking}) gives its place to
 * another meanwhile; who comes back from waiting goes before who has not begun.
 *
 * <p>A step goes to the thread that became idle last: its stack, its share of libc's heap and its
 * random generator in libcrypto are warm, and a server that nobody keeps waiting gets by with one
 * or two. Threads come as they are needed and go when they have idled; they never keep the JVM
 * alive. When there is no place steps wait in a queue, and when that is full they are rejected.
 */
public final class VerificationPool implements AutoCloseable {

  private static final long IDLE_SECONDS = 30;
  private static final int QUEUED_FOR_EACH_THREAD = 64;

  private final int places;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Runnable> queued = new ArrayDeque<>();
  private final ArrayDeque<Worker> returning = new ArrayDeque<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private int running;
  private int threads;
  private int started;
  private boolean closed;

  /**
   * Makes a pool.
   *
   * @param places how many steps may run at the same time, at least 1
   * @param threads how many steps may have begun, those that wait for somebody among them
   */
  public VerificationPool(int places, int threads) {
    this.places = places;
    this.most = Math.max(places, threads);
  }

  /**
   * Waits for somebody else. On a thread of a pool another step may run meanwhile; on any other
   * thread this is the waiting alone.
   */
  public static <T> T blocking(Supplier<T> wait) {
    return Thread.currentThread() instanceof PoolThread thread
        ? thread.worker.away(wait)
        : wait.get();
  }

  /** Whether no step waits or has begun. Takes no lock. */
  boolean isQuiet() {
    return unfinished.get() == 0;
  }

  /** Ends the threads; steps that wait are dropped, and their connections with them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      unfinished.addAndGet(-queued.size());
      queued.clear();
      returning.forEach(worker -> worker.wake.signal());
      returning.clear();
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
      if (closed || queued.size() >= most * QUEUED_FOR_EACH_THREAD) {
        throw new RejectedExecutionException(closed ? "closed" : "too many steps wait");
      }
      queued.add(step);
      unfinished.incrementAndGet();
      fillPlaces();
      if (threads == 0) {
        queued.clear();
        unfinished.set(0);
        throw new RejectedExecutionException("the system grants no thread");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives free places away, with the lock held: first to those that have begun. */
  private void fillPlaces() {
    while (running < places && !returning.isEmpty()) {
      Worker back = returning.remove();
      back.hasPlace = true;
      back.wake.signal();
      running++;
    }
    while (running < places && !queued.isEmpty()) {
      Worker warmest = idle.pollLast();
      if (warmest != null) {
        warmest.step = queued.remove();
        warmest.wake.signal();
      } else if (threads == most || !startThread(queued.element())) {
        return;
      } else {
        Runnable _ = queued.remove();
      }
      running++;
    }
  }

  /** False if the system grants none: then the step waits for one of those that there are. */
  private boolean startThread(Runnable step) {
    PoolThread thread = new PoolThread(new Worker(lock.newCondition(), step), ++started);
    try {
      thread.start();
    } catch (OutOfMemoryError tooMany) {
      return false;
    }
    threads++;
    return true;
  }

  /** A thread that knows whose it is. */
  private static final class PoolThread extends Thread {
    private final Worker worker;

    PoolThread(Worker worker, int number) {
      super(worker, "bulla-verify-" + number);
      this.worker = worker;
      setDaemon(true);
    }
  }

  /** What one thread of the pool does. */
  private final class Worker implements Runnable {
    private final Condition wake;
    private @Nullable Runnable step;
    private boolean hasPlace;

    Worker(Condition wake, Runnable first) {
      this.wake = wake;
      this.step = first;
    }

    @Override
    public void run() {
      boolean ended = false;
      try {
        Runnable next = first();
        while (next != null) {
          try {
            next.run();
          } finally {
            unfinished.decrementAndGet();
          }
          next = next();
        }
        ended = true;
      } finally {
        if (!ended) {
          gone();
        }
      }
    }

    <T> T away(Supplier<T> wait) {
      lock.lock();
      try {
        running--;
        fillPlaces();
      } finally {
        lock.unlock();
      }
      try {
        return wait.get();
      } finally {
        comeBack();
      }
    }

    private void comeBack() {
      lock.lock();
      try {
        hasPlace = false;
        returning.add(this);
        fillPlaces();
        while (!hasPlace && !closed) {
          wake.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Runnable first() {
      lock.lock();
      try {
        Runnable first = step;
        step = null;
        return first;
      } finally {
        lock.unlock();
      }
    }

    /** The next step; null when it is time to go, which has then been counted. */
    private @Nullable Runnable next() {
      lock.lock();
      try {
        running--;
        idle.addLast(this);
        fillPlaces();
        awaitStep();
        Runnable next = step;
        step = null;
        if (next == null) {
          idle.remove(this);
          threads--;
        }
        return next;
      } finally {
        lock.unlock();
      }
    }

    private void awaitStep() {
      long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
      try {
        while (step == null && !closed && left > 0) {
          left = wake.awaitNanos(left);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    private void gone() {
      lock.lock();
      try {
        running--;
        threads--;
        fillPlaces();
      } finally {
        lock.unlock();
      }
    }
  }
}
