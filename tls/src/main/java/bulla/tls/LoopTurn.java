package bulla.tls;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets an event loop meet one certificate for each time that it looks for events. Of clients that
 * come one by one that is each; when hundreds come at once, everybody would wait behind all of
 * them.
 */
final class LoopTurn {

  private static final FastThreadLocal<LoopTurn> TURNS =
      new FastThreadLocal<>() {
        @Override
        protected LoopTurn initialValue() {
          return new LoopTurn();
        }
      };

  private boolean taken;

  private LoopTurn() {}

  /** Takes the turn of the event loop that this runs on; false if somebody has had it. */
  static boolean take(EventExecutor loop) {
    LoopTurn turn = TURNS.get();
    if (turn.taken) {
      return false;
    }
    try {
      // Tasks run when the events have been dealt with.
      loop.execute(turn::free);
    } catch (RejectedExecutionException shutDown) {
      return false;
    }
    turn.taken = true;
    return true;
  }

  private void free() {
    taken = false;
  }
}
