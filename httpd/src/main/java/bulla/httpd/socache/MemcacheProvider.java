package bulla.httpd.socache;

import bulla.httpd.core.ServerContext;
import bulla.httpd.core.SharedStore;
import bulla.httpd.core.SocacheProvider;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps objects in memcached servers: {@code memcache:host:port[,host:port...]}. */
final class MemcacheProvider implements SocacheProvider {
  private static final int PORT = 11_211;

  @Override
  public @Nullable String problem(String argument) {
    return ServerList.problem(
        argument,
        PORT,
        "List of server names required to create memcache socache.",
        "AH00786: Failed to Parse memcache Server: ");
  }

  @Override
  public Object description(String argument, ServerContext server) {
    return servers(argument);
  }

  @Override
  public SharedStore open(String argument, String purpose, ServerContext server) {
    return new MemcacheStore(
        servers(argument).stream()
            .map(each -> new InetSocketAddress(each.host(), each.port()))
            .toList(),
        purpose,
        server.clock(),
        server.main().log());
  }

  private static List<ServerList.Server> servers(String argument) {
    return ServerList.of(argument, PORT).servers();
  }
}
