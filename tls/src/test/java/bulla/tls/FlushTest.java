package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.TestCa;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlushTest {

  /** A client that takes longer than tickets wait, on a busy machine, is given another chance. */
  private static final int CONNECTIONS = 50;

  @Test
  void ticketsGoToTheSocketTogetherWithTheFirstResponse() throws Exception {
    LinkedBlockingQueue<String> connections = new LinkedBlockingQueue<>();
    List<String> seen = new ArrayList<>();
    try (TlsHost host =
            TestSettings.of("www:443", TestCa.root("Root").issue("www.lab").make()).host();
        TestServer running = new TestServer(host, () -> new Pieces(connections), EagerFlush::new)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Commands.curl("--tlsv1.3", "-H", "Connection: close", running.url("/facts"));
        String order = connections.poll(20, TimeUnit.SECONDS);
        assertThat(order).isNotNull();
        // ClientHello, the flight; Finished; tickets with the response, close_notify, the request.
        if (order.equals("RFRFFR")) {
          return;
        }
        seen.add(order);
      }
    }
    assertThat(seen).as("reads and flushes of connections").isEmpty();
  }

  /** Flushes whenever a read is over, whether there is something or not. */
  private static final class EagerFlush extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
      context.fireChannelReadComplete();
    }
  }

  /** Notes reads (R), and flushes that have found something (F), in their order. */
  private static final class Pieces extends ChannelDuplexHandler {
    private final LinkedBlockingQueue<String> connections;
    private final StringBuilder order = new StringBuilder();
    private boolean unflushed;

    Pieces(LinkedBlockingQueue<String> connections) {
      this.connections = connections;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        unflushed |= bytes.isReadable();
      }
      ChannelFuture _ = context.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      order.append('R');
      context.fireChannelReadComplete();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      if (unflushed) {
        order.append('F');
        unflushed = false;
      }
      context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections.add(order.toString());
      context.fireChannelInactive();
    }
  }
}
