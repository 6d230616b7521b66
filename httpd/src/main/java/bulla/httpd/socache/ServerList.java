package bulla.httpd.socache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The argument of stores that are servers: {@code host:port[,host:port...]}. */
record ServerList(List<Server> servers) {

  /** An address that is resolved when it is used. */
  record Server(String host, int port) {}

  /** Why an argument is no list of servers. */
  static final class MisreadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the word that is no server; null if there is none at all. */
    MisreadException(@Nullable String word) {
      super(word);
    }
  }

  /**
   * Reads it.
   *
   * @param port of those that name none
   */
  static ServerList read(String argument, int port) throws MisreadException {
    if (argument.isBlank()) {
      throw new MisreadException(null);
    }
    List<Server> servers = new ArrayList<>();
    for (String word : argument.split(",", -1)) {
      Server server = server(word.strip(), port);
      if (server == null) {
        throw new MisreadException(word);
      }
      servers.add(server);
    }
    return new ServerList(List.copyOf(servers));
  }

  private static @Nullable Server server(String text, int usual) {
    int colon = text.lastIndexOf(':');
    // An IPv6 address without a port ends in its bracket.
    boolean bare = colon < 0 || text.endsWith("]");
    String host = bare ? text : text.substring(0, colon);
    try {
      int port = bare ? usual : Integer.parseInt(text.substring(colon + 1));
      return host.isEmpty() || port < 1 || port > 0xffff ? null : new Server(host, port);
    } catch (NumberFormatException none) {
      return null;
    }
  }
}
