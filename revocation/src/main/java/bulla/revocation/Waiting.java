package bulla.revocation;

import java.util.function.Supplier;

/**
 * How a thread waits for an answer that others fetch: who has few threads lets something else run
 * meanwhile.
 */
@FunctionalInterface
public interface Waiting {
  /** The thread waits, and that is all. */
  Waiting IDLY = Supplier::get;

  /** Runs what waits, on the calling thread. */
  <T> T during(Supplier<T> wait);
}
