package bulla.revocation;

import bulla.pki.Certificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the staples of a server's certificates. The policy, from top to bottom:
 *
 * <ol>
 *   <li>what an earlier process kept is verified anew and stapled at once;
 *   <li>what is missing is fetched before the listener opens, for a bounded time;
 *   <li>each is renewed in the background at half of its life, with jitter; after an error sooner,
 *       with back-off;
 *   <li>only a verified answer that says good is stapled; anything else leaves the last good one in
 *       place until its own end, except that a revoked certificate is not stapled at all;
 *   <li>a handshake never waits: there is a staple, or there is none.
 * </ol>
 */
public final class Stapler implements AutoCloseable {
  /** The longest response that is stapled, in octets: every client has to receive it. */
  static final int LIMIT = 65_535;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Map<Certificate, StapleSlot> slots = new LinkedHashMap<>();
  private final Thread renewer = Thread.ofVirtual().name("stapler").unstarted(this::renewForEver);

  /**
   * A stapler that does nothing yet.
   *
   * @param orders of the same certificate count once, the first of them
   * @param directory where staples outlive the process, null for nowhere; made if it is missing
   */
  public Stapler(
      List<StapleOrder> orders,
      @Nullable Path directory,
      InstantSource clock,
      StaplerEvents events) {
    StapleFiles files = directory == null ? null : new StapleFiles(directory);
    RenewalTime renewal = new RenewalTime(new Random());
    for (StapleOrder order : orders) {
      slots.computeIfAbsent(
          order.certificate(), _ -> new StapleSlot(order, files, clock, renewal, events));
    }
  }

  /**
   * Restores what was kept and fetches what is missing or due, all at the same time. Returns when
   * that is done, or after {@code wait} at the latest; late answers are taken all the same.
   */
  public void fetchAll(Duration wait) throws InterruptedException {
    slots.values().forEach(StapleSlot::restore);
    long deadline = System.nanoTime() + wait.toNanos();
    for (Thread fetch : renewDue()) {
      if (!fetch.join(Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0)))) {
        return;
      }
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

  /** Ends the renewing; staples stay until their end. */
  @Override
  public void close() {
    renewer.interrupt();
  }

  /** Starts the renewals that are due, each on a thread of its own: none waits for another. */
  List<Thread> renewDue() {
    return slots.values().stream()
        .filter(StapleSlot::claim)
        .map(slot -> Thread.ofVirtual().name("stapler-renew").start(slot::renew))
        .toList();
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
