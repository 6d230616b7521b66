package bulla.revocation;

import bulla.pki.MalformedException;
import bulla.pki.RevocationNotices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at responders for news of revocations, so that a verdict that is kept until its nextUpdate
 * is asked anew within a second of the revocation. A responder offers this by a Link field (RFC
 * 8288) with the relation {@link RevocationNotices#RELATION} in its OCSP answers; one that does not
 * offer it is never asked.
 *
 * <p>Notices are hints: all they can do is make us ask the responder again, whose answer is signed.
 * So plain HTTP is enough, and a forged notice costs one query. One virtual thread per responder,
 * at most {@value #MOST_RESPONDERS} of them. Thread-safe.
 */
public final class RevocationWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);

  private static final int MOST_RESPONDERS = 64;
  private static final int MOST_BYTES = 1 << 20;

  /** Longer than a responder holds a question, so that silence means a lost connection. */
  private static final Duration STEP = Duration.ofSeconds(45);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Listener listener;
  private final ConcurrentMap<HttpUrl, Thread> followers = new ConcurrentHashMap<>();

  /** Makes a watch that tells {@code listener}; it follows nobody yet. */
  public RevocationWatch(Listener listener) {
    this.listener = listener;
  }

  /** Who is told. Called on the watch's threads. */
  public interface Listener {
    /** A certificate with this serial number may have been revoked: forget what is known of it. */
    void revoked(RevocationNotices.Notice notice);

    /** News of a responder may have been missed: forget all that is known from it. */
    void missed(String host, int port);
  }

  /**
   * Follows a responder's notices from now on; once is enough, more does nothing.
   *
   * @param allowed what the address of the place must satisfy each time that it is asked
   */
  public void follow(HttpUrl place, AllowedPlaces allowed) {
    if (followers.size() < MOST_RESPONDERS && place.path().matches("/[!-~]{0,200}")) {
      followers.computeIfAbsent(
          place, key -> Thread.ofVirtual().name("revocation-watch").start(() -> run(key, allowed)));
    }
  }

  @Override
  public void close() {
    followers.values().forEach(Thread::interrupt);
    followers.clear();
  }

  private void run(HttpUrl place, AllowedPlaces allowed) {
    String cursor = "";
    Duration pause = SHORTEST_PAUSE;
    try {
      while (true) {
        try {
          RevocationNotices news = ask(place, allowed, cursor);
          if (news.reset()) {
            listener.missed(place.host(), place.port());
          }
          news.notices().forEach(listener::revoked);
          cursor = news.cursor();
          pause = SHORTEST_PAUSE;
        } catch (OcspException | MalformedException trouble) {
          LOG.debug("revocation notices of {}", place.hostPort(), trouble);
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        // After an answer too: a responder that does not hold questions must not keep us busy.
        Thread.sleep(pause);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** One question; the responder holds it until there is news or its patience ends. */
  private static RevocationNotices ask(HttpUrl place, AllowedPlaces allowed, String cursor)
      throws OcspException {
    HttpUrl question = new HttpUrl(place.host(), place.port(), place.path() + "?after=" + cursor);
    byte[] news = new PlainHttp(STEP, MOST_BYTES, null, allowed).get(question).body();
    return RevocationNotices.of(new String(news, StandardCharsets.US_ASCII));
  }
}
