package bulla.httpd.socache;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.SharedStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import net.rubyeye.xmemcached.GetsResponse;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.exception.MemcachedException;
import org.jspecify.annotations.Nullable;

/** A store in one memcached server, or spread over several. */
final class MemcacheStore implements SharedStore {
  private static final String LOG = "socache_memcache";

  /** As long as mod_socache_memcache would wait for a connection is long for a handshake. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Beyond it the protocol takes a number of seconds for a date. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final int ATTEMPTS = 5;

  private final List<InetSocketAddress> addresses;
  private final String purpose;
  private final Resting resting;
  private @Nullable MemcachedClient client;
  private boolean closed;

  /** A command of the protocol. */
  @FunctionalInterface
  private interface Exchange<T> {
    @Nullable T with(MemcachedClient client)
        throws TimeoutException, InterruptedException, MemcachedException;
  }

  /** A store; connects when it is used. */
  MemcacheStore(
      List<InetSocketAddress> addresses, String purpose, InstantSource clock, HostLog log) {
    this.addresses = List.copyOf(addresses);
    this.purpose = purpose;
    this.resting = new Resting(clock, log, LOG);
  }

  @Override
  public byte @Nullable [] find(String key) {
    return ask(
        "AH00791: scache_mc: 'retrieve' FAIL",
        open -> open.get(purpose + key, PlainOctets.TRANSCODER));
  }

  @Override
  public void keep(String key, byte[] value, Duration life) {
    ask(
        "AH00790: scache_mc: error setting key",
        open -> open.set(purpose + key, seconds(life), value, PlainOctets.TRANSCODER));
  }

  @Override
  public void keepUnless(String key, byte[] value, Duration life, Predicate<byte[]> stays) {
    ask(
        "AH00790: scache_mc: error setting key",
        open -> keepUnless(open, purpose + key, value, seconds(life), stays));
  }

  /** A change by somebody else between the look and the writing makes the writing fail. */
  private static boolean keepUnless(
      MemcachedClient open, String name, byte[] value, int life, Predicate<byte[]> stays)
      throws TimeoutException, InterruptedException, MemcachedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      GetsResponse<byte[]> there = open.gets(name, PlainOctets.TRANSCODER);
      if (there != null && stays.test(there.getValue())) {
        return false;
      }
      boolean kept =
          there == null
              ? open.add(name, life, value, PlainOctets.TRANSCODER)
              : open.cas(name, life, value, PlainOctets.TRANSCODER, there.getCas());
      if (kept) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void forget(String key) {
    ask("AH00793: scache_mc: error deleting key", open -> open.delete(purpose + key));
  }

  @Override
  public synchronized void close() {
    closed = true;
    MemcachedClient open = client;
    client = null;
    if (open != null) {
      try {
        open.shutdown();
      } catch (IOException broken) {
        resting.begin("cannot take leave of the memcache servers", broken);
      }
    }
  }

  private <T> @Nullable T ask(String message, Exchange<T> exchange) {
    if (resting.now()) {
      return null;
    }
    try {
      MemcachedClient open = open();
      return open == null ? null : exchange.with(open);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return null;
    } catch (TimeoutException | MemcachedException | IOException failed) {
      resting.begin(message, failed);
      return null;
    }
  }

  private synchronized @Nullable MemcachedClient open() throws IOException {
    if (client == null && !closed) {
      XMemcachedClientBuilder builder = new XMemcachedClientBuilder(addresses);
      builder.setConnectTimeout(TIMEOUT.toMillis());
      builder.setOpTimeout(TIMEOUT.toMillis());
      client = builder.build();
    }
    return client;
  }

  private static int seconds(Duration life) {
    Duration bounded = life.compareTo(LONGEST) < 0 ? life : LONGEST;
    return Math.toIntExact(Math.max(1, bounded.toSeconds()));
  }
}
