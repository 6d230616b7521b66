package bulla.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one time limit that a connection is under. Moving it costs an assignment: the timer looks for
 * the limit's newest place only when it goes off. Event loop only.
 */
final class Deadline implements Runnable {
  private final EventExecutor loop;
  private final Runnable passed;
  private @Nullable Future<?> timer;
  private long timerNanos;
  private long nanos;
  private long left;
  private boolean set;
  private boolean rests;

  Deadline(EventExecutor loop, Runnable passed) {
    this.loop = loop;
    this.passed = passed;
  }

  /** Sets the limit to {@code time} after {@code now}, a {@link System#nanoTime}. */
  void in(Duration time, long now) {
    at(now + time.toNanos(), now);
  }

  /** Sets the limit; both are of {@link System#nanoTime}. */
  void at(long limit, long now) {
    nanos = limit;
    set = true;
    rests = false;
    if (timer != null && nanos - timerNanos < 0) {
      timer.cancel(false);
      timer = null;
    }
    if (timer == null) {
      start(now);
    }
  }

  /** The limit's time does not run, until {@link #goOn}. */
  void rest(long now) {
    rests = set;
    left = nanos - now;
    set = false;
  }

  /** What is left of the limit's time runs again, unless there is another limit by now. */
  void goOn(long now) {
    if (rests) {
      at(now + left, now);
    }
  }

  /** No limit for now. */
  void clear() {
    set = false;
    rests = false;
  }

  /** No limit any more. */
  void cancel() {
    set = false;
    rests = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void run() {
    timer = null;
    if (!set) {
      return;
    }
    long now = System.nanoTime();
    if (now - nanos < 0) {
      start(now);
    } else {
      set = false;
      passed.run();
    }
  }

  private void start(long now) {
    timerNanos = nanos;
    timer = loop.schedule(this, nanos - now, TimeUnit.NANOSECONDS);
  }
}
