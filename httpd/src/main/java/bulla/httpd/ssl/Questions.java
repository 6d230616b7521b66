package bulla.httpd.ssl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Puts the questions about all certificates at the same time, for a bounded time. */
final class Questions {
  /** Questions that are under way at one time: a CRL may take its memory. */
  private static final int AT_ONCE = 16;

  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final long deadline;

  private Questions(Duration longest) {
    deadline = System.nanoTime() + longest.toNanos();
  }

  static List<Examined> ask(Collection<Subject> subjects, Duration longest)
      throws InterruptedException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return new Questions(longest).ask(subjects, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private record Waiting(Subject.Place place, Future<Asked> answer) {}

  private List<Examined> ask(Collection<Subject> subjects, ExecutorService threads)
      throws InterruptedException {
    List<List<Waiting>> all = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Waiting> waiting = new ArrayList<>();
      subject
          .places()
          .forEach(
              (place, question) ->
                  waiting.add(new Waiting(place, threads.submit(() -> inTurn(question)))));
      all.add(waiting);
    }
    List<Examined> examined = new ArrayList<>();
    int at = 0;
    for (Subject subject : subjects) {
      List<Asked> asked = new ArrayList<>();
      for (Waiting each : all.get(at++)) {
        asked.add(await(each));
      }
      examined.add(subject.examined(asked));
    }
    return examined;
  }

  private Asked inTurn(Supplier<Asked> question) throws InterruptedException {
    turns.acquire();
    try {
      return question.get();
    } finally {
      turns.release();
    }
  }

  private Asked await(Waiting waiting) throws InterruptedException {
    try {
      return waiting.answer().get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Remedies.silent(waiting.place().kind(), waiting.place().url());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question failed for a reason of our own", e.getCause());
    }
  }
}
