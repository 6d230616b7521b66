package bulla.httpd.socache;

import bulla.httpd.core.ServerContext;
import bulla.httpd.core.SessionCacheProvider;
import bulla.httpd.core.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Keeps sessions in Redis servers: {@code redis:host:port[,host:port...]}. */
final class RedisProvider implements SessionCacheProvider {

  private static final int PORT = 6379;

  private record Description(List<HostAndPort> servers, Duration timeout, Duration idle) {}

  @Override
  public @Nullable String problem(String argument) {
    if (argument.isBlank()) {
      return "List of server names required to create redis socache.";
    }
    for (String word : argument.split(",", -1)) {
      if (server(word) == null) {
        return "AH03474: Failed to Parse redis Server: '" + word + "'";
      }
    }
    return null;
  }

  @Override
  public Object description(String argument, ServerContext server) {
    Settings settings = server.main().settings();
    return new Description(
        servers(argument),
        settings.get(SocacheRedisModule.TIMEOUT),
        settings.get(SocacheRedisModule.POOL_TTL));
  }

  @Override
  public Opened open(String argument, ServerContext server) {
    Settings settings = server.main().settings();
    return new RedisSessionCache(
        servers(argument),
        settings.get(SocacheRedisModule.TIMEOUT),
        settings.get(SocacheRedisModule.POOL_TTL),
        server.clock(),
        server.main().log());
  }

  private static List<HostAndPort> servers(String argument) {
    List<HostAndPort> servers = new ArrayList<>();
    for (String word : argument.split(",", -1)) {
      HostAndPort server = server(word);
      if (server != null) {
        servers.add(server);
      }
    }
    return servers;
  }

  private static @Nullable HostAndPort server(String word) {
    String text = word.strip();
    int colon = text.lastIndexOf(':');
    // An IPv6 address without a port ends in its bracket.
    boolean bare = colon < 0 || text.endsWith("]");
    String host = bare ? text : text.substring(0, colon);
    try {
      int port = bare ? PORT : Integer.parseInt(text.substring(colon + 1));
      return host.isEmpty() || port < 1 || port > 0xffff ? null : new HostAndPort(host, port);
    } catch (NumberFormatException none) {
      return null;
    }
  }
}
