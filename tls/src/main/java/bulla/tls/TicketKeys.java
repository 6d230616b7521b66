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
 * taken, and renewed, for as long as a session may live (RFC 5077 5.5). They also seal sessions
 * that are kept where others may look. Outlives reloads. Thread-safe.
 */
public final class TicketKeys {

  /** Bytes of a key file: name, HMAC key, AES-128 key, as httpd and nginx read them. */
  public static final int FILE_LENGTH = TicketKey.SHARED;

  /** How long a key of our own making protects new tickets: who gets hold of it gets no more. */
  private static final Duration OWN_KEY_LIFE = Duration.ofHours(12);

  private static final int EARLIER_KEYS = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final boolean ownKeys;
  private final CopyOnWriteArrayList<Earlier> earlier = new CopyOnWriteArrayList<>();
  private volatile Duration sessionLife;
  private volatile Current current;

  private record Current(Key key, Instant since) {}

  private record Earlier(Key key, Instant until) {}

  private record Key(TicketKey ticket, SealingKey sealing) {
    static Key shared(byte[] bytes) {
      return new Key(TicketKey.shared(bytes), SealingKey.of(bytes));
    }

    boolean isNamed(byte[] name) {
      return ticket.isNamed(name);
    }
  }

  private TicketKeys(InstantSource clock, Duration sessionLife, boolean ownKeys, Key first) {
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
    return new TicketKeys(clock, sessionLife, false, Key.shared(first));
  }

  /** Makes another key the one for new tickets; nothing happens if it has the same name. */
  public void replaceBy(byte[] shared) {
    Current now = current;
    if (!now.key().isNamed(Arrays.copyOf(shared, TicketKey.NAME))) {
      replace(now, Key.shared(shared));
    }
  }

  /** From now on sessions live that long. */
  public void sessionLife(Duration life) {
    sessionLife = life;
  }

  /** The key for new tickets. */
  TicketKey current() {
    return key().ticket();
  }

  /** The key of that name; null if it is none, or its time is over. */
  @Nullable TicketKey named(byte[] name) {
    Key found = find(name);
    return found == null ? null : found.ticket();
  }

  /** Encrypts a session for a place that others can read; {@code id} belongs to it. */
  byte[] seal(byte[] id, byte[] session) {
    return key().sealing().seal(id, session);
  }

  /** What was sealed for that id; null if it was not, or by nobody that is known. */
  byte @Nullable [] unseal(byte[] id, byte[] sealed) {
    if (sealed.length < TicketKey.NAME) {
      return null;
    }
    Key found = find(Arrays.copyOf(sealed, TicketKey.NAME));
    return found == null ? null : found.sealing().unseal(id, sealed);
  }

  private Key key() {
    Current now = current;
    if (ownKeys && clock.instant().isAfter(now.since().plus(OWN_KEY_LIFE))) {
      replace(now, random());
    }
    return current.key();
  }

  private @Nullable Key find(byte[] name) {
    Key now = key();
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

  private synchronized void replace(Current seen, Key next) {
    if (!current.equals(seen)) {
      return;
    }
    Instant now = clock.instant();
    earlier.removeIf(
        one -> {
          boolean over = !now.isBefore(one.until());
          if (over) {
            one.key().ticket().wipe();
          }
          return over;
        });
    if (earlier.size() == EARLIER_KEYS) {
      earlier.removeLast().key().ticket().wipe();
    }
    earlier.addFirst(new Earlier(seen.key(), now.plus(sessionLife)));
    current = new Current(next, now);
  }

  private static Key random() {
    byte[] bytes = new byte[TicketKey.NAME + 64];
    RANDOM.nextBytes(bytes);
    byte[] mac = Arrays.copyOfRange(bytes, TicketKey.NAME, TicketKey.NAME + 32);
    byte[] secret = Arrays.copyOfRange(bytes, TicketKey.NAME + 32, bytes.length);
    try {
      TicketKey ticket = new TicketKey(Arrays.copyOf(bytes, TicketKey.NAME), mac, secret);
      return new Key(ticket, SealingKey.of(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(mac, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }
}
