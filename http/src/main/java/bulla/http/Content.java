package bulla.http;

import java.nio.channels.FileChannel;

/** A response's content. */
public sealed interface Content {
  /** No content: length 0. */
  Content NONE = new Bytes(new byte[0]);

  /** The number of bytes. */
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
}
