package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets bytes out of a response's content, and ends its life. */
final class ResponseContent {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseContent.class);

  private ResponseContent() {}

  /**
   * Appends a part of the content to a buffer. May block when the content is a file.
   *
   * @param from the offset within the content
   * @throws EOFException if the file has become shorter than what was announced
   */
  static void read(Content content, long from, int length, ByteBuf into) throws IOException {
    switch (content) {
      case Content.Bytes(byte[] bytes) -> into.writeBytes(bytes, (int) from, length);
      case Content.File(FileChannel channel, long offset, long ignored) -> {
        int done = 0;
        while (done < length) {
          int count = into.writeBytes(channel, offset + from + done, length - done);
          if (count < 0) {
            throw new EOFException("the file became shorter while it was sent");
          }
          done += count;
        }
      }
      case Content.Streamed streamed -> {
        // Asked for the no bytes that an answer to HEAD has.
      }
    }
  }

  /** Closes what is behind the content. */
  static void close(Content content) {
    switch (content) {
      case Content.Bytes bytes -> {}
      case Content.File file -> {
        try {
          file.channel().close();
        } catch (IOException e) {
          LOG.debug("closing a file that was sent", e);
        }
      }
      case Content.Streamed streamed -> streamed.stream().close();
    }
  }
}
