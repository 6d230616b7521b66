package bulla.http;

import bulla.http.ReadTimeouts.Limit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the time of one part of what a client sends: it ends at a limit, which each byte moves on.
 * All times are of {@link System#nanoTime}. Event loop only.
 */
final class ReadClock {
  private boolean on;
  private boolean ends;
  private long end;
  private long last;
  private long nanosPerByte;
  private long pausedAt;

  /** The part begins. */
  void start(Limit limit, long now) {
    on = limit.isOn();
    ends = limit.longest().isPositive();
    end = now + limit.timeout().toNanos();
    last = now + limit.longest().toNanos();
    nanosPerByte = limit.minRate() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / limit.minRate();
  }

  /** Bytes of the part have come. */
  void received(int bytes) {
    end += bytes * nanosPerByte;
    if (ends && end - last > 0) {
      end = last;
    }
  }

  /** It is not the client who is waited for. */
  void pause(long now) {
    pausedAt = now;
  }

  /** It is the client's turn again; what went by since {@link #pause} is not its time. */
  void resume(long now) {
    end += now - pausedAt;
    last += now - pausedAt;
  }

  /** When to stop waiting for the next byte: the part's end, or {@code timeout} from now. */
  long until(long now, Duration timeout) {
    long idle = now + timeout.toNanos();
    return on && end - idle < 0 ? end : idle;
  }

  /** Whether the part has taken too long. */
  boolean isPast(long now) {
    return on && now - end >= 0;
  }
}
