package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.DistributionPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Fetches CRLs from where certificates say that they are (RFC 5280 4.2.1.13), by plain HTTP. Only
 * the places of certificates whose chain is verified are asked. The policy:
 *
 * <ol>
 *   <li>a list is fetched when a certificate needs it first; whoever needs it meanwhile waits for
 *       the same answer, for a bounded time;
 *   <li>it is taken only if its issuer has signed it, it can be used now, and its number has not
 *       gone back; it is kept on disk, so that a restart asks nobody;
 *   <li>it is fetched anew at half of its life, and at the latest after {@value
 *       #LONGEST_LIFE_HOURS} hours, with jitter; after an error sooner, with back-off;
 *   <li>the last good one counts until its own end;
 *   <li>a place that nobody has needed for {@value #UNUSED_DAYS} days is forgotten.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class CrlFetcher implements AutoCloseable {
  static final int LONGEST_LIFE_HOURS = 4;
  static final int UNUSED_DAYS = 2;

  /** More places than this are not a PKI's partitions but somebody's way to keep us busy. */
  static final int MOST_PLACES = 512;

  /** How long a handshake waits for all lists of a certificate. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final CrlDownload download;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Map<HttpUrl, FetchedCrl> places = new LinkedHashMap<>();
  private final AtomicLong news = new AtomicLong();
  private final Thread renewer = Thread.ofVirtual().name("crl-fetch").unstarted(this::renewForEver);
  private volatile CrlSet lists = CrlSet.EMPTY;

  /**
   * A fetcher that has nothing yet.
   *
   * @param timeout for connecting, and again for each read
   * @param proxy asked in the places' stead, null for none
   * @param allowed which places are asked
   * @param directory where lists outlive the process, null for nowhere; made if it is missing
   * @param succession knows the lists that the process has had
   * @param waiting how callers wait for lists
   */
  public CrlFetcher(
      Duration timeout,
      @Nullable HttpUrl proxy,
      AllowedPlaces allowed,
      @Nullable Path directory,
      CrlSuccession succession,
      InstantSource clock,
      CrlEvents events,
      Waiting waiting) {
    this.waiting = waiting;
    this.download =
        new CrlDownload(
            new PlainHttp(timeout, CrlDownload.BODY_LIMIT, proxy, allowed),
            directory,
            succession,
            clock,
            new RenewalTime(new Random()),
            events);
    this.clock = clock;
  }

  /** Starts to renew lists in the background. At most once. */
  public void start() {
    renewer.start();
  }

  /** Ends the renewing; lists count until their end. */
  @Override
  public void close() {
    renewer.interrupt();
  }

  /** The lists that were fetched. */
  CrlSet lists() {
    return lists;
  }

  /** The lists that were fetched, as they are at this moment. */
  public List<CrlInForce> inForce() {
    synchronized (places) {
      return places.entrySet().stream()
          .flatMap(
              each ->
                  each.getValue().list().stream()
                      .map(list -> new CrlInForce(each.getKey().text(), list.index())))
          .toList();
    }
  }

  /** Changes when lists have changed. */
  long news() {
    return news.get();
  }

  /**
   * Fetches the lists of a certificate that are not there. May wait, for a bounded time.
   *
   * @param signers who may have signed them
   * @return whether the certificate says where they are
   */
  boolean fetch(Certificate certificate, CrlSigners signers) {
    boolean asked = false;
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    for (DistributionPoint point : certificate.distributionPoints()) {
      for (String url : point.urls()) {
        FetchedCrl place = HttpUrl.of(url).map(this::place).orElse(null);
        asked |= place != null;
        if (place != null && place.have(signers, deadline, this::changed)) {
          break;
        }
      }
    }
    return asked;
  }

  /** Whether a list is being fetched. */
  boolean busy() {
    synchronized (places) {
      return places.values().stream().anyMatch(FetchedCrl::busy);
    }
  }

  private @Nullable FetchedCrl place(HttpUrl url) {
    synchronized (places) {
      FetchedCrl known = places.get(url);
      if (known == null && places.size() < MOST_PLACES) {
        known = new FetchedCrl(url, download, clock, waiting);
        places.put(url, known);
      }
      return known;
    }
  }

  private void changed() {
    synchronized (places) {
      lists =
          new CrlSet(
              places.values().stream().map(FetchedCrl::list).flatMap(Optional::stream).toList());
    }
    news.incrementAndGet();
  }

  private void renewForEver() {
    try {
      download.tidy();
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        renewDue();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts the renewals that are due and forgets what nobody needs. */
  void renewDue() {
    Instant longAgo = clock.instant().minus(Duration.ofDays(UNUSED_DAYS));
    List<FetchedCrl> all;
    boolean forgotten;
    synchronized (places) {
      forgotten = places.values().removeIf(place -> place.unusedSince(longAgo));
      all = List.copyOf(places.values());
    }
    if (forgotten) {
      changed();
    }
    all.forEach(place -> place.renewIfDue(this::changed));
  }
}
