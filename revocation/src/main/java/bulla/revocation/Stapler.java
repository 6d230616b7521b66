package bulla.revocation;

import bulla.pki.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the staples of a server's certificates. The policy, from top to bottom:
 *
 * <ol>
 *   <li>what an earlier process kept is verified anew and stapled at once;
 *   <li>what is missing is fetched before the listener opens, for a bounded time;
 *   <li>each is renewed in the background at half of its life, with jitter; after an error the
 *       certificate's next responder is asked, and then all of them again, with back-off;
 *   <li>only a verified answer that says good is stapled; anything else leaves the last good one in
 *       place until its own end, except that a revoked certificate is not stapled at all;
 *   <li>a responder has a few questions at a time to answer, and none waits for another's;
 *   <li>a handshake never waits: there is a staple, or there is none.
 * </ol>
 *
 * Thread-safe.
 */
public final class Stapler implements AutoCloseable {
  /** The longest response that is stapled, in octets: every client has to receive it. */
  static final int LIMIT = 65_535;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final StapleSlot.Surroundings surroundings;
  private final Map<Certificate, StapleSlot> slots = new ConcurrentHashMap<>();
  private final ResponderLanes lanes = new ResponderLanes();
  private final Thread renewer = Thread.ofVirtual().name("stapler").unstarted(this::renewForEver);

  /** Those that nobody is at, the next one first. */
  private final PriorityQueue<StapleSlot> waiting =
      new PriorityQueue<>(Comparator.comparing(StapleSlot::due));

  /**
   * A stapler that does nothing yet.
   *
   * @param store where staples outlive the process, null for nowhere
   */
  public Stapler(@Nullable StapleStore store, InstantSource clock, StaplerEvents events) {
    surroundings = new StapleSlot.Surroundings(store, clock, new Random(), events, slots::size);
  }

  /**
   * Takes certificates in: restores what was kept and fetches what is missing or due. Returns when
   * that is done, or after {@code wait} at the latest; late answers are taken all the same.
   *
   * @param orders of a certificate that is known already count for nothing
   */
  public void fetch(Collection<StapleOrder> orders, Duration wait) throws InterruptedException {
    List<StapleSlot> added = new ArrayList<>();
    for (StapleOrder order : orders) {
      StapleSlot slot = new StapleSlot(order, surroundings);
      if (slots.putIfAbsent(order.certificate(), slot) == null) {
        added.add(slot);
      }
    }
    added.parallelStream().forEach(StapleSlot::restore);
    added.forEach(this::enqueue);
    try {
      await(renewDue()).get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // Each has told what went wrong, or is still at it.
    }
  }

  /** Starts renewing in the background. At most once. */
  public void start() {
    renewer.start();
  }

  /** The place of a certificate's staple, or null if it was not ordered. */
  public @Nullable Staple staple(Certificate certificate) {
    StapleSlot slot = slots.get(certificate);
    return slot == null ? null : slot.staple();
  }

  /**
   * Forgets all certificates but these, on disk too. Their staples stay until their end for
   * handshakes that have begun.
   */
  public void retain(Collection<Certificate> certificates) {
    slots
        .values()
        .removeIf(
            slot -> {
              boolean gone = !certificates.contains(slot.certificate());
              if (gone) {
                slot.forget();
              }
              return gone;
            });
  }

  /** Ends the renewing; staples stay until their end. */
  @Override
  public void close() {
    renewer.interrupt();
    lanes.close();
  }

  /** Starts the renewals that are due. */
  List<CompletableFuture<Void>> renewDue() {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    StapleSlot slot;
    while ((slot = nextDue()) != null) {
      StapleSlot renewed = slot;
      begun.add(
          lanes.run(renewed.responder(), renewed::renew).whenComplete((_, _) -> enqueue(renewed)));
    }
    return begun;
  }

  private @Nullable StapleSlot nextDue() {
    Instant now = surroundings.clock().instant();
    synchronized (waiting) {
      StapleSlot first = waiting.peek();
      return first == null || first.due().isAfter(now) ? null : waiting.poll();
    }
  }

  private void enqueue(StapleSlot slot) {
    if (!slot.isForgotten() && !slot.due().equals(Instant.MAX)) {
      synchronized (waiting) {
        waiting.add(slot);
      }
    }
  }

  private static CompletableFuture<Void> await(List<CompletableFuture<Void>> all) {
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private void renewForEver() {
    try {
      while (true) {
        renewDue();
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
