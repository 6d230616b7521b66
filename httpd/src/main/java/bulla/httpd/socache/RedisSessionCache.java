package bulla.httpd.socache;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.SessionCacheProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Sessions in Redis servers; a session's id says in which. A server that fails is left alone for a
 * while, so that handshakes do not wait for it one after the other. Thread-safe.
 */
final class RedisSessionCache implements SessionCacheProvider.Opened {

  private static final String LOG = "socache_redis";
  private static final String PREFIX = "bulla-tls-session:";
  private static final Duration REST = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 16;
  private static final int WAITING = 1000;

  private final List<Server> servers;
  private final HostLog log;
  private final InstantSource clock;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("bulla-redis").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private static final class Server {
    final RedisClient client;
    volatile Instant restingUntil = Instant.MIN;

    Server(RedisClient client) {
      this.client = client;
    }
  }

  /**
   * A cache; connects when it is used.
   *
   * @param timeout of connecting and of an answer
   * @param idle how long unused connections stay open
   */
  RedisSessionCache(
      List<HostAndPort> addresses,
      Duration timeout,
      Duration idle,
      InstantSource clock,
      HostLog log) {
    this.servers =
        addresses.stream().map(address -> new Server(client(address, timeout, idle))).toList();
    this.clock = clock;
    this.log = log;
  }

  @Override
  public void keep(byte[] id, byte[] session, long seconds) {
    later(
        id,
        "AH03478: scache_rd: error setting key",
        client -> client.set(key(id), session, SetParams.setParams().ex(Math.max(1, seconds))));
  }

  @Override
  public byte @Nullable [] find(byte[] id) {
    Server server = server(id);
    if (resting(server)) {
      return null;
    }
    try {
      return server.client.get(key(id));
    } catch (JedisException failed) {
      failed(server, "AH03479: scache_rd: 'retrieve' FAIL", failed);
      return null;
    }
  }

  @Override
  public void forget(byte[] id) {
    later(id, "AH03481: scache_rd: error deleting key", client -> client.del(key(id)));
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    writer.shutdownNow();
    servers.forEach(server -> server.client.close());
  }

  /** Handshakes do not wait for what they leave behind; when too much waits it is dropped. */
  private void later(byte[] id, String message, Consumer<RedisClient> command) {
    Server server = server(id);
    if (resting(server)) {
      return;
    }
    writer.execute(
        () -> {
          try {
            command.accept(server.client);
          } catch (JedisException failed) {
            failed(server, message, failed);
          }
        });
  }

  private Server server(byte[] id) {
    return servers.get(Math.floorMod(Arrays.hashCode(id), servers.size()));
  }

  private boolean resting(Server server) {
    return clock.instant().isBefore(server.restingUntil);
  }

  private void failed(Server server, String message, JedisException failure) {
    if (!resting(server)) {
      server.restingUntil = clock.instant().plus(REST);
      log.server(LOG, LogLevel.ERROR, message + " (" + failure.getMessage() + ")");
    }
  }

  private static byte[] key(byte[] id) {
    return (PREFIX + HexFormat.of().formatHex(id)).getBytes(StandardCharsets.US_ASCII);
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
