package bulla.tls;

import bulla.openssl.Ssl;
import bulla.openssl.Step;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns what is written into records. Small pieces share a record, long ones are cut at a record's
 * greatest length, and what one flush makes goes to the socket in as few buffers as possible. Event
 * loop only.
 */
final class Encryptor {

  /** The most plaintext that one record holds, RFC 8446 5.1. */
  private static final int RECORD = 16 * 1024;

  /** More than what any cipher adds to a record. */
  private static final int OVERHEAD = 100;

  private static final int BATCH = 16 * RECORD;

  private final Ssl ssl;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private final ArrayDeque<ChannelPromise> promises = new ArrayDeque<>();
  private long bytes;

  Encryptor(Ssl ssl) {
    this.ssl = ssl;
  }

  void add(ByteBuf plaintext, ChannelPromise promise) {
    waiting.add(plaintext);
    promises.add(promise);
    bytes += plaintext.readableBytes();
  }

  /** Whether nothing waits to be encrypted. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Encrypts and writes all that waits, without flushing the socket. False if libssl refused. */
  boolean encrypt(ChannelHandlerContext context) {
    while (!waiting.isEmpty()) {
      if (!encryptBatch(context)) {
        return false;
      }
    }
    return true;
  }

  /** Writes what libssl wants to say itself: handshake, alerts. Gives the number of bytes. */
  int drain(ChannelHandlerContext context) {
    int pending = ssl.pendingOutput();
    if (pending > 0) {
      ByteBuf records = context.alloc().directBuffer(pending);
      take(records);
      ChannelFuture _ = context.write(records);
    }
    return pending;
  }

  /** Nothing more can be sent. */
  void fail() {
    // Mostly nothing waits, and an exception that nobody sees costs a walk over the stack.
    if (promises.isEmpty()) {
      return;
    }
    Throwable cause = new ClosedChannelException();
    ChannelPromise promise;
    while ((promise = promises.poll()) != null) {
      waiting.remove().release();
      promise.tryFailure(cause);
    }
    bytes = 0;
  }

  private boolean encryptBatch(ChannelHandlerContext context) {
    int plaintext = (int) Math.min(bytes, BATCH);
    int estimate = plaintext + (plaintext / RECORD + 1) * OVERHEAD;
    ByteBuf records = context.alloc().directBuffer(estimate);
    List<ChannelPromise> done = new ArrayList<>(4);
    long end = bytes - plaintext;
    boolean good = true;
    while (good && bytes > end) {
      ByteBuf head = waiting.element();
      int length = head.readableBytes();
      if (head.hasMemoryAddress() && (length >= RECORD || waiting.size() == 1)) {
        int piece = Math.min(length, RECORD);
        good = write(head.memoryAddress() + head.readerIndex(), piece, records);
        head.skipBytes(piece);
      } else {
        good = writeGathered(context, records, done);
      }
    }
    while (!waiting.isEmpty() && !waiting.element().isReadable()) {
      finishHead(done);
    }
    ChannelFuture _ = context.write(records, combined(context, done));
    return good;
  }

  private boolean writeGathered(
      ChannelHandlerContext context, ByteBuf records, List<ChannelPromise> done) {
    ByteBuf scratch = context.alloc().directBuffer(RECORD, RECORD);
    try {
      gather(scratch, done);
      return write(scratch.memoryAddress(), scratch.readableBytes(), records);
    } finally {
      scratch.release();
    }
  }

  private void gather(ByteBuf scratch, List<ChannelPromise> done) {
    while (scratch.isWritable() && !waiting.isEmpty()) {
      ByteBuf head = waiting.element();
      head.readBytes(scratch, Math.min(scratch.writableBytes(), head.readableBytes()));
      if (!head.isReadable()) {
        finishHead(done);
      }
    }
  }

  private void finishHead(List<ChannelPromise> done) {
    waiting.remove().release();
    ChannelPromise promise = promises.remove();
    if (!promise.isVoid()) {
      done.add(promise);
    }
  }

  private boolean write(long address, int length, ByteBuf records) {
    bytes -= length;
    boolean good = length == 0 || ssl.write(address, length) == Step.DONE;
    take(records);
    return good;
  }

  private void take(ByteBuf records) {
    int pending = ssl.pendingOutput();
    if (pending > 0) {
      records.ensureWritable(pending);
      int taken = ssl.take(records.memoryAddress() + records.writerIndex(), pending);
      records.writerIndex(records.writerIndex() + taken);
    }
  }

  private static ChannelPromise combined(
      ChannelHandlerContext context, List<ChannelPromise> promises) {
    if (promises.size() == 1) {
      return promises.getFirst();
    }
    if (promises.isEmpty()) {
      return context.voidPromise();
    }
    return context
        .newPromise()
        .addListener(
            written -> {
              for (ChannelPromise promise : promises) {
                if (written.isSuccess()) {
                  promise.trySuccess();
                } else {
                  promise.tryFailure(written.cause());
                }
              }
            });
  }
}
