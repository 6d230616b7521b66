package bulla.http;

import org.jspecify.annotations.Nullable;

/**
 * Exchanges whose last byte is written and not flushed yet, in the order of their answers. They are
 * linked through themselves: nothing is allocated for one. On the connection's event loop.
 */
final class AnsweredExchanges {

  private @Nullable ServerExchange first;
  private @Nullable ServerExchange last;

  boolean isEmpty() {
    return first == null;
  }

  void add(ServerExchange exchange) {
    if (last == null) {
      first = exchange;
    } else {
      last.next = exchange;
    }
    last = exchange;
  }

  /** Ends them all; one that is added meanwhile, by a listener that answers it, stays. */
  void end(boolean aborted) {
    ServerExchange end = last;
    while (first != null) {
      ServerExchange exchange = first;
      first = exchange.next;
      if (first == null) {
        last = null;
      }
      exchange.next = null;
      exchange.end(aborted);
      if (exchange == end) {
        return;
      }
    }
  }
}
