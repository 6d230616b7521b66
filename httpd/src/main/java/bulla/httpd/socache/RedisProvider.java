package bulla.httpd.socache;

import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.SharedStore;
import bulla.httpd.core.SocacheProvider;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Keeps objects in Redis servers: {@code redis:host:port[,host:port...]}. */
final class RedisProvider implements SocacheProvider {
  private static final int PORT = 6379;

  private record Description(List<HostAndPort> servers, Duration timeout, Duration idle) {}

  @Override
  public @Nullable String problem(String argument) {
    return ServerList.problem(
        argument,
        PORT,
        "List of server names required to create redis socache.",
        "AH03474: Failed to Parse redis Server: ");
  }

  @Override
  public Object description(String argument, ServerContext server) {
    return read(argument, server);
  }

  @Override
  public SharedStore open(String argument, String purpose, ServerContext server) {
    Description read = read(argument, server);
    return new RedisStore(
        read.servers(), purpose, read.timeout(), read.idle(), server.clock(), server.main().log());
  }

  private static Description read(String argument, ServerContext server) {
    Settings settings = server.main().settings();
    return new Description(
        ServerList.of(argument, PORT).servers().stream()
            .map(each -> new HostAndPort(each.host(), each.port()))
            .toList(),
        settings.get(SocacheRedisModule.TIMEOUT),
        settings.get(SocacheRedisModule.POOL_TTL));
  }
}
