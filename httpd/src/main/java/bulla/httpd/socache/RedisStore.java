package bulla.httpd.socache;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.SharedStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** A store in Redis servers; a key says in which. */
final class RedisStore implements SharedStore {
  private static final String LOG = "socache_redis";
  private static final String CANNOT_KEEP = "AH03478: scache_rd: error setting key";
  private static final int CONNECTIONS = 16;

  /** Who loses as often has met as many newer values. */
  private static final int ATTEMPTS = 50;

  private final List<Server> servers;
  private final String purpose;

  /**
   * One server.
   *
   * @param changes conditional changes at once: each has a connection and needs another, so that
   *     more of them could wait for each other
   */
  private record Server(RedisClient client, Resting resting, Semaphore changes) {}

  /**
   * A store; connects when it is used.
   *
   * @param timeout of connecting and of an answer
   * @param idle how long unused connections stay open
   */
  RedisStore(
      List<HostAndPort> addresses,
      String purpose,
      Duration timeout,
      Duration idle,
      InstantSource clock,
      HostLog log) {
    this.servers =
        addresses.stream()
            .map(
                address ->
                    new Server(
                        client(address, timeout, idle),
                        new Resting(clock, log, LOG),
                        new Semaphore(CONNECTIONS / 2)))
            .toList();
    this.purpose = purpose;
  }

  @Override
  public byte @Nullable [] find(String key) {
    return ask(key, "AH03479: scache_rd: 'retrieve' FAIL", client -> client.get(name(key)));
  }

  @Override
  public void keep(String key, byte[] value, Duration life) {
    ask(key, CANNOT_KEEP, client -> client.set(name(key), value, expiring(life)));
  }

  @Override
  public void keepUnless(String key, byte[] value, Duration life, Predicate<byte[]> stays) {
    Semaphore changes = server(key).changes();
    changes.acquireUninterruptibly();
    try {
      ask(key, CANNOT_KEEP, client -> keepUnless(client, name(key), value, life, stays));
    } finally {
      changes.release();
    }
  }

  /** A change by somebody else between the look and the writing undoes the writing. */
  private static boolean keepUnless(
      RedisClient client, byte[] name, byte[] value, Duration life, Predicate<byte[]> stays) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try (AbstractTransaction transaction = client.transaction(false)) {
        transaction.watch(name);
        byte[] there = client.get(name);
        if (there != null && stays.test(there)) {
          return false;
        }
        transaction.multi();
        transaction.set(name, value, expiring(life));
        if (transaction.exec() != null) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void forget(String key) {
    ask(key, "AH03481: scache_rd: error deleting key", client -> client.del(name(key)));
  }

  @Override
  public void close() {
    servers.forEach(server -> server.client().close());
  }

  private <T> @Nullable T ask(
      String key, String message, Function<RedisClient, @Nullable T> command) {
    Server server = server(key);
    if (server.resting().now()) {
      return null;
    }
    try {
      return command.apply(server.client());
    } catch (JedisException failed) {
      server.resting().begin(message, failed);
      return null;
    }
  }

  private Server server(String key) {
    return servers.get(Math.floorMod(key.hashCode(), servers.size()));
  }

  private byte[] name(String key) {
    return (purpose + key).getBytes(StandardCharsets.US_ASCII);
  }

  private static SetParams expiring(Duration life) {
    return SetParams.setParams().ex(Math.max(1, life.toSeconds()));
  }

  private static RedisClient client(HostAndPort address, Duration timeout, Duration idle) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    pool.setMinIdle(0);
    pool.setMaxWait(timeout);
    pool.setMinEvictableIdleDuration(idle);
    pool.setTimeBetweenEvictionRuns(idle);
    return RedisClient.builder()
        .hostAndPort(address)
        .clientConfig(
            DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(Math.toIntExact(timeout.toMillis()))
                .socketTimeoutMillis(Math.toIntExact(timeout.toMillis()))
                .build())
        .poolConfig(pool)
        .build();
  }
}
