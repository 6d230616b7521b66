package bulla.http;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection: which are open, the windows that they share (RFC 9113 5.2), and
 * whose turn it is to send. Event loop only.
 */
final class Http2Streams {
  /** What windows are before anyone has said anything (RFC 9113 6.9.2). */
  static final int DEFAULT_WINDOW = 65_535;

  private static final long LARGEST_WINDOW = Integer.MAX_VALUE;

  /**
   * Of streams that we have reset, so many of the last are known: their frames may be on their way.
   */
  private static final int RESETS = 128;

  private final Http2Limits limits;
  private final Http2Output output;
  private final Http2Padding padding;
  private final Http2Budget budget;
  private final IntObjectMap<Http2Stream> open = new IntObjectHashMap<>();
  private final ArrayDeque<Http2Stream> sending = new ArrayDeque<>();
  private final int[] resets = new int[RESETS];
  private int resetsAt;
  private int last;
  private int running;
  private long sendWindow = DEFAULT_WINDOW;
  private long initialSendWindow = DEFAULT_WINDOW;
  private final int receiveWindowSize;
  private int receiveWindow;
  private int consumed;
  private boolean pumping;

  Http2Streams(Http2Limits limits, Http2Output output, Http2Padding padding, Http2Budget budget) {
    this.limits = limits;
    this.output = output;
    this.padding = padding;
    this.budget = budget;
    // Room for a few streams whose handlers are not there yet, and no more.
    this.receiveWindowSize =
        (int) Math.min(LARGEST_WINDOW, Math.max(DEFAULT_WINDOW, 4L * limits.window()));
    this.receiveWindow = receiveWindowSize;
  }

  Http2Limits limits() {
    return limits;
  }

  Http2Output output() {
    return output;
  }

  Http2Padding padding() {
    return padding;
  }

  /** By how much the connection's window is larger than what every client begins with. */
  int extraReceiveWindow() {
    return receiveWindowSize - DEFAULT_WINDOW;
  }

  // Which streams there are.

  /** The open stream of that number; null if it is idle or closed. */
  @Nullable Http2Stream find(int id) {
    return open.get(id);
  }

  /** Whether the client has not yet used the number. */
  boolean isIdle(int id) {
    return id > last || (id & 1) == 0;
  }

  /** The highest number that the client has used. */
  int last() {
    return last;
  }

  /** The client uses a new number. */
  void used(int id) {
    last = id;
  }

  /** Whether one more stream may be opened: reset ones count until their handlers are done. */
  boolean mayOpen() {
    return open.size() < limits.streams() && running < limits.streams();
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** All open streams, in a list of its own. */
  List<Http2Stream> all() {
    return new ArrayList<>(open.values());
  }

  void add(Http2Stream stream) {
    open.put(stream.id(), stream);
  }

  void remove(Http2Stream stream) {
    open.remove(stream.id());
  }

  /** A handler has one more exchange to answer. */
  void started() {
    running++;
  }

  /** A handler has answered, or will never be heard. */
  void answered() {
    running--;
  }

  /** We have reset the stream, and the client may not know yet. */
  void reset(int id) {
    resets[resetsAt] = id;
    resetsAt = (resetsAt + 1) % RESETS;
  }

  boolean wasReset(int id) {
    for (int reset : resets) {
      if (reset == id) {
        return true;
      }
    }
    return false;
  }

  // Sending.

  /** The window of a new stream. */
  long initialSendWindow() {
    return initialSendWindow;
  }

  /** How much may be sent on a stream now. */
  long sendRoom(Http2Stream stream) {
    return output.isWritable() ? Math.min(sendWindow, stream.sendWindow()) : 0;
  }

  void charge(Http2Stream stream, int bytes) {
    sendWindow -= bytes;
    stream.charge(bytes);
  }

  void takeBack(int bytes) {
    sendWindow += bytes;
  }

  /** Content went out: whoever takes it has business with us. */
  void sent(int bytes) {
    if (bytes >= WORTH_A_WINDOW_UPDATE) {
      budget.earn(UPDATES_PER_FRAME);
    }
  }

  /** Less is what a client makes us send that opens its windows byte by byte (CVE-2019-9511). */
  private static final int WORTH_A_WINDOW_UPDATE = 512;

  /** One for the stream, one for the connection, one to spare. */
  private static final int UPDATES_PER_FRAME = 3;

  /**
   * The client takes more on the connection; false if that is more than a window may be (6.9.1).
   */
  boolean widen(int increment) {
    sendWindow += increment;
    return sendWindow <= LARGEST_WINDOW;
  }

  /** The client changes all windows (6.9.2); false if that is more than a window may be. */
  boolean initialSendWindow(long size) {
    long change = size - initialSendWindow;
    initialSendWindow = size;
    for (Http2Stream stream : open.values()) {
      if (!stream.widen(change)) {
        return false;
      }
    }
    return true;
  }

  /** The stream has content that did not go out at once. */
  void sendLater(Http2Stream stream) {
    sending.add(stream);
  }

  /** Sends what the client takes, a piece of each stream in turn. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      boolean more = true;
      while (more && sendWindow > 0 && output.isWritable()) {
        more = false;
        int turns = sending.size();
        // Whoever cannot send now stays the first.
        while (turns-- > 0 && sendWindow > 0 && output.isWritable()) {
          Http2Stream stream = sending.remove();
          more |= stream.send();
          if (stream.isSending()) {
            sending.add(stream);
          }
        }
      }
    } finally {
      pumping = false;
    }
  }

  // Receiving.

  /** The client has sent so much; false if that was more than it may (6.9.1). */
  boolean received(int bytes) {
    receiveWindow -= bytes;
    return receiveWindow >= 0;
  }

  /** What was received is out of the way. */
  void consumed(int bytes) {
    consumed += bytes;
    if (consumed >= receiveWindowSize / 2) {
      output.windowUpdate(0, consumed);
      receiveWindow += consumed;
      consumed = 0;
    }
  }
}
