package bulla.http;

/** A response's content that goes out as the client's windows take it. Event loop only. */
interface Http2Content {
  /** Sends one piece if the client takes one now; whether it did. */
  boolean send();

  /** Whether the client is what it waits for. */
  boolean isBlocked();

  /** Bytes of content that went out. */
  long sent();

  /** The stream is over: no more bytes. */
  void stop();
}
