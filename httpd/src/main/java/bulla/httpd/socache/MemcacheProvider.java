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
    try {
      ServerList.read(argument, PORT);
      return null;
    } catch (ServerList.MisreadException none) {
      return none.getMessage() == null
          ? "List of server names required to create memcache socache."
          : "AH00786: Failed to Parse memcache Server: '" + none.getMessage() + "'";
    }
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
    try {
      return ServerList.read(argument, PORT).servers();
    } catch (ServerList.MisreadException none) {
      throw new IllegalArgumentException("was not checked: " + argument, none);
    }
  }
}
