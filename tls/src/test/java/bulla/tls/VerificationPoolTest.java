package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VerificationPoolTest {

  @Test
  void stepsThatFollowEachOtherRunOnOneThread() throws Exception {
    try (VerificationPool pool = new VerificationPool(8, 8)) {
      Thread first = runOne(pool);
      for (int i = 0; i < 100; i++) {
        // It says that it is done a moment before it is idle.
        awaitIdle(first);
        assertThat(runOne(pool)).isSameAs(first);
      }
    }
  }

  @Test
  void asManyStepsRunAtOnceAsThePoolHasThreadsAndTheRestWaitInOrder() throws Exception {
    try (VerificationPool pool = new VerificationPool(2, 2)) {
      CountDownLatch running = new CountDownLatch(2);
      CountDownLatch release = new CountDownLatch(1);
      for (int i = 0; i < 2; i++) {
        pool.executor()
            .execute(
                () -> {
                  running.countDown();
                  awaitQuietly(release);
                });
      }
      assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
      List<Integer> order = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(5);
      for (int i = 0; i < 5; i++) {
        int number = i;
        pool.executor()
            .execute(
                () -> {
                  synchronized (order) {
                    order.add(number);
                  }
                  done.countDown();
                });
      }
      synchronized (order) {
        assertThat(order).isEmpty();
      }
      release.countDown();
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      synchronized (order) {
        assertThat(order.getFirst()).isZero();
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      }
    }
  }

  @Test
  void whoWaitsForSomebodyLetsOthersRunAndGoesBeforeThemWhenItComesBack() throws Exception {
    try (VerificationPool pool = new VerificationPool(1, 3)) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      CountDownLatch release = new CountDownLatch(1);
      List<String> order = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch done = new CountDownLatch(4);
      for (int i = 0; i < 2; i++) {
        pool.executor()
            .execute(
                () -> {
                  order.add(VerificationPool.blocking(answer::join));
                  done.countDown();
                });
      }
      CountDownLatch begun = new CountDownLatch(1);
      pool.executor()
          .execute(
              () -> {
                begun.countDown();
                awaitQuietly(release);
                order.add("third");
                done.countDown();
              });
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      pool.executor()
          .execute(
              () -> {
                order.add("fourth");
                done.countDown();
              });

      answer.complete("answered");
      Thread.sleep(50);
      assertThat(order).isEmpty();
      release.countDown();
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(order).containsExactly("third", "answered", "answered", "fourth");
    }
  }

  @Test
  void noMoreStepsBeginThanThereMayBeThreads() throws Exception {
    try (VerificationPool pool = new VerificationPool(1, 3)) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      AtomicInteger begun = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(10);
      for (int i = 0; i < 10; i++) {
        pool.executor()
            .execute(
                () -> {
                  begun.incrementAndGet();
                  VerificationPool.blocking(answer::join);
                  done.countDown();
                });
      }
      while (begun.get() < 3) {
        Thread.sleep(1);
      }
      Thread.sleep(50);
      assertThat(begun).hasValue(3);
      answer.complete("answered");
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aThreadOfNoPoolSimplyWaits() {
    assertThat(VerificationPool.<String>blocking(() -> "answered")).isEqualTo("answered");
  }

  @Test
  void tooManyStepsAreRejected() throws Exception {
    VerificationPool pool = new VerificationPool(1, 1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger accepted = new AtomicInteger();
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  pool.executor().execute(() -> awaitQuietly(release));
                  accepted.incrementAndGet();
                }
              })
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(accepted.get()).isBetween(64, 65);
    } finally {
      release.countDown();
      pool.close();
    }
  }

  @Test
  void aClosedPoolRejects() {
    VerificationPool pool = new VerificationPool(1, 1);
    pool.close();
    assertThatThrownBy(() -> pool.executor().execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static Thread runOne(VerificationPool pool) throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    pool.executor().execute(() -> ran.complete(Thread.currentThread()));
    return ran.get(30, TimeUnit.SECONDS);
  }

  private static void awaitIdle(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
