package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of refusals on disk, and the thread that writes them. */
class RefusalFilesTest {
  private final RandomGenerator random = new Random(7);
  private final String certificate =
      Base64.getEncoder().encodeToString(TestCa.root("CARC R100L").certificate().der());
  @TempDir private Path root;

  @Test
  void theOldestGoWhenTheBudgetIsSpent() throws IOException {
    long budget = 256 << 10;
    RefusalFiles files = new RefusalFiles(root.resolve("refusals"), budget);
    List<Refusal> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(refusal());
      files.append(all.getLast());
      assertThat(size()).isLessThanOrEqualTo(budget);
    }

    assertThat(size()).isGreaterThan(budget * 3 / 4);
    assertThat(files.find(id(all.getLast()))).contains(all.getLast());
    assertThat(files.find(id(all.get(900)))).contains(all.get(900));
    assertThat(files.find(id(all.getFirst()))).isEmpty();
    assertThat(files.latest(3)).isEqualTo(all.subList(997, 1000).reversed());
  }

  @Test
  void whatACrashHasLeftHalfWrittenHidesNothing() throws IOException {
    Path directory = root.resolve("refusals");
    Refusal first = refusal();
    new RefusalFiles(directory).append(first);
    Path file = directory.resolve("0000000001.refusals");
    Files.writeString(file, "{\"id\":\"", StandardOpenOption.APPEND);
    Refusal second = refusal();

    new RefusalFiles(directory).append(second);
    Files.writeString(
        directory.resolve("0000000009.refusals"), "no record\n{\"id\":\"x\",\"new\":1}");
    Files.writeString(directory.resolve("notes.txt"), "not ours");

    RefusalFiles files = new RefusalFiles(directory);
    assertThat(files.find(id(first))).contains(first);
    assertThat(files.find(id(second))).contains(second);
  }

  @Test
  void aFloodCostsBoundedMemoryAndDiskAndWhatIsLeftOutIsCounted() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Queue<RefusalWriter.Dropped> dropped = new ConcurrentLinkedQueue<>();
    RefusalFiles files = new RefusalFiles(root.resolve("refusals"), 1 << 20);
    RefusalWriter writer = new RefusalWriter(files, told::add, dropped::add);
    AtomicLong taken = new AtomicLong();
    int clients = 4;
    int each = 20_000;
    List<Refusal> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(refusal("10.0." + i / 250 + "." + i % 250));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        threads.execute(
            () -> {
              for (int k = 0; k < each; k++) {
                taken.addAndGet(writer.offer(all.get(k % all.size())) ? 1 : 0);
              }
            });
      }
    }
    writer.close();

    assertThat(taken.get()).isLessThan((long) clients * each);
    assertThat(size()).isLessThanOrEqualTo(1 << 20);
    long leftOut =
        told.stream().mapToLong(text -> Long.parseLong(text.substring(0, text.indexOf(' ')))).sum();
    assertThat(leftOut + taken.get()).isEqualTo((long) clients * each);
    assertThat(dropped).hasSize((int) leftOut).containsOnly(RefusalWriter.Dropped.LIMIT);
    assertThat(told.getFirst()).contains("refusals are not recorded in").contains("too many came");
    assertThat(writer.offer(refusal())).isFalse();
  }

  @Test
  void oneClientThatFloodsDoesNotPushOutWhatIsKeptOfOthers() {
    RefusalShares shares = new RefusalShares();
    for (int i = 0; i < RefusalShares.A_MINUTE; i++) {
      assertThat(shares.take("192.0.2.7:" + i)).isTrue();
    }

    assertThat(shares.take("192.0.2.7:4711")).isFalse();
  }

  @Test
  void aNetworkOfIpv6CountsAsOneClient() {
    RefusalShares shares = new RefusalShares();
    for (int i = 0; i < RefusalShares.A_MINUTE; i++) {
      assertThat(shares.take("2001:db8:0:1:0:0:0:" + i + ":443")).isTrue();
    }

    assertThat(shares.take("2001:db8:0:1:ffff:0:0:1:443")).isFalse();
  }

  @Test
  void whatWaitsIsWrittenBeforeTheEnd() throws IOException {
    RefusalFiles files = new RefusalFiles(root.resolve("refusals"));
    RefusalWriter writer = new RefusalWriter(files, told -> {}, dropped -> {});
    Refusal last = refusal();
    for (int i = 0; i < 100; i++) {
      writer.offer(refusal("192.0.2." + i));
    }
    writer.offer(last);

    writer.close();

    assertThat(files.find(id(last))).contains(last);
    assertThat(files.latest(200)).hasSize(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kj3mx-7tq2b", "KJ3MX7TQ2B", " kj3mx 7tq2b "})
  void anIdIsReadAsSomebodyHasWrittenItDown(String written) {
    assertThat(RefusalId.parse(written)).contains(new RefusalId("KJ3MX-7TQ2B"));
    assertThat(RefusalId.parse("OI3MX-LTQ2B")).contains(new RefusalId("013MX-1TQ2B"));
    assertThat(RefusalId.parse("KJ3MX-7TQ2")).isEmpty();
    assertThat(RefusalId.parse("KJ3MX-7TQ2A")).isEmpty();
    assertThat(RefusalId.parse("../../etc/")).isEmpty();
  }

  private Refusal refusal() {
    return refusal("192.0.2.200");
  }

  private Refusal refusal(String client) {
    return new Refusal(
        RefusalId.random(random).text(),
        RefusalCause.EXPIRED,
        "2026-11-25T22:00:00Z",
        client + ":4711",
        "lab.carcano.corp:443",
        null,
        "TLSv1.3",
        "/restricted/",
        10,
        0,
        null,
        List.of(),
        List.of(certificate),
        0,
        true,
        List.of());
  }

  private static RefusalId id(Refusal refusal) {
    return new RefusalId(refusal.id());
  }

  private long size() throws IOException {
    long together = 0;
    try (var files = Files.list(root.resolve("refusals"))) {
      for (Path file : files.toList()) {
        together += Files.size(file);
      }
    }
    return together;
  }
}
