package bulla.http;

import org.jspecify.annotations.Nullable;

/** Sends a content piece by piece, as the client takes it. Event loop only. */
interface Pump {
  /** Sends what the client takes now; called again whenever it takes more. */
  void run();

  /** The connection is lost: no more bytes, and no completion. */
  void stop();

  /** Bytes of content that were handed to the connection. */
  long sent();

  /** Whether it is the content that is waited for, and not the client. */
  boolean isStarved();

  /** How a pump ended; called once, on the event loop, unless it was stopped. */
  interface Completion {
    /** The last byte was handed to the connection, or ({@code error}) could not be. */
    void pumped(@Nullable Throwable error);
  }
}
