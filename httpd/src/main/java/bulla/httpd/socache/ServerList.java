package bulla.httpd.socache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The argument of stores that are servers: {@code host:port[,host:port...]}. */
record ServerList(List<Server> servers) {

  /** An address that is resolved when it is used. */
  record Server(String host, int port) {}

  /** Why an argument is no list of servers. */
  private static final class MisreadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the word that is no server; null if there is none at all. */
    MisreadException(@Nullable String word) {
      super(word);
    }
  }

  /**
   * What is wrong with an argument, null for nothing.
   *
   * @param none says that there is no server in it
   * @param misread begins what says that a word is no server
   */
  static @Nullable String problem(String argument, int port, String none, String misread) {
    try {
      read(argument, port);
      return null;
    } catch (MisreadException wrong) {
      return wrong.getMessage() == null ? none : misread + "'" + wrong.getMessage() + "'";
    }
  }

  /**
   * Reads an argument that {@link #problem} has nothing against.
   *
   * @param port of those that name none
   */
  static ServerList of(String argument, int port) {
    try {
      return read(argument, port);
    } catch (MisreadException wrong) {
      throw new IllegalArgumentException("was not checked: " + argument, wrong);
    }
  }

  private static ServerList read(String argument, int port) throws MisreadException {
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
