package bulla.tls;

import bulla.openssl.TicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The keys of session tickets: one that protects new ones, and earlier ones whose tickets are still
 * taken, and renewed, for as long as a session may live (RFC 5077 5.5). Outlives reloads.
 * Thread-safe.
 */
public final class TicketKeys {

  /** Bytes of a key file: name, HMAC key, AES-128 key, as httpd and nginx read them. */
  public static final int FILE_LENGTH = TicketKey.SHARED;

  /** How long a key of our own making protects new tickets: who gets hold of it gets no more. */
  private static final Duration OWN_KEY_LIFE = Duration.ofHours(12);

  private static final int EARLIER_KEYS = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final Duration sessionLife;
  private final boolean ownKeys;
  private final CopyOnWriteArrayList<Earlier> earlier = new CopyOnWriteArrayList<>();
  private volatile Current current;

  private record Current(TicketKey key, Instant since) {}

  private record Earlier(TicketKey key, Instant until) {}

  private TicketKeys(InstantSource clock, Duration sessionLife, boolean ownKeys, TicketKey first) {
    this.clock = clock;
    this.sessionLife = sessionLife;
    this.ownKeys = ownKeys;
    this.current = new Current(first, clock.instant());
  }

  /**
   * Random keys that nobody else knows, a new one twice a day.
   *
   * @param sessionLife how long sessions live
   */
  public static TicketKeys random(InstantSource clock, Duration sessionLife) {
    return new TicketKeys(clock, sessionLife, true, random());
  }

  /**
   * Keys that servers share, each of 48 bytes.
   *
   * @param first the bytes of the first; the caller wipes them
   */
  public static TicketKeys shared(InstantSource clock, Duration sessionLife, byte[] first) {
    return new TicketKeys(clock, sessionLife, false, TicketKey.shared(first));
  }

  /** Makes another key the one for new tickets; nothing happens if it has the same name. */
  public void replaceBy(byte[] shared) {
    if (!current.key().isNamed(Arrays.copyOf(shared, TicketKey.NAME))) {
      replace(current, TicketKey.shared(shared));
    }
  }

  TicketKey current() {
    Current now = current;
    if (ownKeys && clock.instant().isAfter(now.since().plus(OWN_KEY_LIFE))) {
      replace(now, random());
    }
    return current.key();
  }

  @Nullable TicketKey named(byte[] name) {
    TicketKey now = current();
    if (now.isNamed(name)) {
      return now;
    }
    for (Earlier one : earlier) {
      if (one.key().isNamed(name)) {
        return clock.instant().isBefore(one.until()) ? one.key() : null;
      }
    }
    return null;
  }

  private synchronized void replace(Current seen, TicketKey next) {
    if (!current.equals(seen)) {
      return;
    }
    Instant now = clock.instant();
    earlier.removeIf(
        one -> {
          boolean over = !now.isBefore(one.until());
          if (over) {
            one.key().wipe();
          }
          return over;
        });
    if (earlier.size() == EARLIER_KEYS) {
      earlier.removeLast().key().wipe();
    }
    earlier.addFirst(new Earlier(seen.key(), now.plus(sessionLife)));
    current = new Current(next, now);
  }

  private static TicketKey random() {
    byte[] name = new byte[TicketKey.NAME];
    byte[] mac = new byte[32];
    byte[] secret = new byte[32];
    RANDOM.nextBytes(name);
    RANDOM.nextBytes(mac);
    RANDOM.nextBytes(secret);
    try {
      return new TicketKey(name, mac, secret);
    } finally {
      Arrays.fill(mac, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }
}
