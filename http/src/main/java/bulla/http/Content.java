package bulla.http;

import java.nio.channels.FileChannel;

/** A response's content. */
public sealed interface Content {
  /** No content: length 0. */
  Content NONE = new Bytes(new byte[0]);

  /** The length of content that nobody knows before it has come. */
  long UNKNOWN_LENGTH = -1;

  /** The number of bytes; {@link #UNKNOWN_LENGTH} if it is not known. */
  long length();

  /** Bytes in memory; shared, never changed. */
  record Bytes(byte[] bytes) implements Content {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /**
   * A part of an open file. The connection reads it in pieces as the client takes them, off the
   * event loop when it may block, and closes the channel when it is done with it, whatever happens.
   */
  record File(FileChannel channel, long offset, long length) implements Content {}

  /**
   * Content that comes piece by piece. The connection asks for a piece when the client has taken
   * the last, and closes the stream when it is done with it, whatever happens. A stream that fails,
   * or ends before or after its length, ends the connection: so the client sees that it broke off.
   *
   * @param length {@link #UNKNOWN_LENGTH} has it sent in chunks, or, to a client of HTTP/1.0, until
   *     the connection ends
   */
  record Streamed(ContentStream stream, long length) implements Content {}
}
