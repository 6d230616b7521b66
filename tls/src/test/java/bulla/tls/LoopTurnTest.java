package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTurnTest {
  @Test
  void anEventLoopMeetsOneCertificateAndThenTheOthersHaveTheirTurn() throws Exception {
    DefaultEventLoop loop = new DefaultEventLoop();
    try {
      Callable<List<Boolean>> two = () -> List.of(LoopTurn.take(loop), LoopTurn.take(loop));
      for (int i = 0; i < 2; i++) {
        assertThat(loop.submit(two).get(5, TimeUnit.SECONDS)).containsExactly(true, false);
        // Behind what ends the turn.
        loop.submit(() -> {}).get(5, TimeUnit.SECONDS);
      }
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
