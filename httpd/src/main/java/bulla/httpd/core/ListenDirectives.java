package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The directives of listening sockets (the manual's page "mpm_common"). */
final class ListenDirectives {
  private static final long LEAST_BUFFER = 512;
  private static final long MOST = Integer.MAX_VALUE;

  private ListenDirectives() {}

  static void addTo(Rules rules) {
    rules
        .server(
            "Listen",
            Arguments.ONE_OR_TWO,
            "A port number or a numeric IP address and a port number, and an optional protocol",
            ListenDirectives::listen)
        .server(
            "ListenBacklog",
            Arguments.ONE,
            "Maximum length of the queue of pending connections, as used by listen(2)",
            (d, s) ->
                number(d, s, CoreSettings.LISTEN_BACKLOG, 1, false, "ListenBacklog must be > 0"))
        .server(
            "SendBufferSize",
            Arguments.ONE,
            "Send buffer size in bytes",
            (d, s) -> buffer(d, s, CoreSettings.SEND_BUFFER))
        .server(
            "ReceiveBufferSize",
            Arguments.ONE,
            "Receive buffer size in bytes",
            (d, s) -> buffer(d, s, CoreSettings.RECEIVE_BUFFER));
  }

  private static void buffer(Node.Directive directive, DirectiveScope scope, Setting<Long> size) {
    number(
        directive,
        scope,
        size,
        LEAST_BUFFER,
        true,
        directive.name() + " must be >= 512 bytes, or 0 for system default.");
  }

  private static void number(
      Node.Directive directive,
      DirectiveScope scope,
      Setting<Long> setting,
      long least,
      boolean zero,
      String message) {
    String text = directive.arguments().getFirst();
    boolean digits = text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long number = digits && !text.isEmpty() ? Long.parseLong(text) : -1;
    if ((number >= least && number <= MOST) || (zero && number == 0)) {
      scope.server().set(setting, number);
    } else {
      scope.error(directive.at(), message, "correct the number");
    }
  }

  private static void listen(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    Ports.Pair pair = Ports.Pair.parse(argument);
    if (pair == null || pair.port() < 0) {
      boolean number = argument.matches(".*?\\d+");
      scope.error(
          directive.at(),
          number ? "Invalid address or port" : "Port must be specified",
          "write: Listen [address:]port, with a port up to 65535");
      return;
    }
    String protocol =
        directive.arguments().size() > 1
            ? directive.arguments().get(1).toLowerCase(Locale.ROOT)
            : pair.port() == 443 ? "https" : "http";
    try {
      for (InetAddress address : addresses(pair)) {
        add(new Listen(address, pair.port(), protocol, directive.at()), scope);
      }
    } catch (UnknownHostException unknown) {
      scope.error(
          directive.at(),
          "AH00077: alloc_listener: failed to set up sockaddr for " + pair.host(),
          "name an address of this machine");
    }
  }

  /** A name may stand for several addresses: all are listened on. */
  private static List<@Nullable InetAddress> addresses(Ports.Pair pair)
      throws UnknownHostException {
    List<@Nullable InetAddress> addresses = new ArrayList<>();
    if (pair.host() == null) {
      addresses.add(null);
    } else {
      addresses.addAll(List.of(InetAddress.getAllByName(pair.host())));
    }
    return addresses;
  }

  private static void add(Listen listen, DirectiveScope scope) {
    boolean twice =
        listen.port() != 0
            && scope.server().get(CoreSettings.LISTENS).stream()
                .anyMatch(
                    other ->
                        other.port() == listen.port()
                            && Objects.equals(other.address(), listen.address()));
    if (twice) {
      scope.error(
          listen.at(),
          "Cannot define multiple Listeners on the same IP:port",
          "remove one of the two Listen lines");
      return;
    }
    scope
        .server()
        .update(
            CoreSettings.LISTENS,
            old -> {
              List<Listen> all = new ArrayList<>(old);
              all.add(listen);
              return List.copyOf(all);
            });
  }
}
