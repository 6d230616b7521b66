package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTest {

  @TempDir private Path directory;

  @Test
  void aChainOfThreeIsReadAtOnceAfterASmallRequest() throws Exception {
    TestCa root = TestCa.root("Root");
    TestCa intermediate = root.intermediate("Intermediate");
    Issued client = intermediate.issue("client").make();
    int chain =
        List.of(client.certificate(), intermediate.certificate(), root.certificate()).stream()
            .mapToInt(each -> each.der().length)
            .sum();
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    try (TlsHost host =
            TestSettings.of("www:443", root.issue("www.lab").make()).trusting(root).host();
        TestServer running =
            new TestServer(host, () -> new Sizes(sizes), ChannelInboundHandlerAdapter::new)) {
      assertThat(
              Commands.curl(
                      "--tlsv1.3",
                      "--cert",
                      TestSettings.file(directory, client, intermediate, root),
                      running.url("/restricted/2"))
                  .text())
          .contains("Completed[]");
    }
    assertThat(chain).isGreaterThan(1024);
    assertThat(sizes).anySatisfy(size -> assertThat(size).isGreaterThan(chain));
  }

  /** Notes how much each read brings. */
  private static final class Sizes extends ChannelInboundHandlerAdapter {
    private final List<Integer> sizes;

    Sizes(List<Integer> sizes) {
      this.sizes = sizes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      sizes.add(((ByteBuf) message).readableBytes());
      context.fireChannelRead(message);
    }
  }
}
