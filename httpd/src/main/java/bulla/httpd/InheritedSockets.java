package bulla.httpd;

import bulla.http.ListenOptions;
import bulla.posix.ListeningSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets that a service manager has handed to this process (sd_listen_fds(3)):
 * descriptors from 3 on, as many as {@code LISTEN_FDS} says, if {@code LISTEN_PID} names this
 * process. A Listen that asks for the address of one takes it; each is taken once.
 */
final class InheritedSockets {
  private static final int FIRST = 3;

  /** More sockets than any unit has. */
  private static final int MOST = 1024;

  private final List<Inherited> left;

  private record Inherited(int descriptor, String name, InetSocketAddress address) {}

  private InheritedSockets(List<Inherited> left) {
    this.left = left;
  }

  static InheritedSockets none() {
    return new InheritedSockets(new ArrayList<>());
  }

  /** Those that the environment names. */
  static InheritedSockets of(Map<String, String> environment, long pid) {
    List<Inherited> found = new ArrayList<>();
    if (String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
      String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
      for (int i = 0; i < count(environment.get("LISTEN_FDS")); i++) {
        int descriptor = FIRST + i;
        InetSocketAddress address = ListeningSocket.at(descriptor).orElse(null);
        if (address != null) {
          found.add(new Inherited(descriptor, i < names.length ? names[i] : "unknown", address));
        }
      }
    }
    return new InheritedSockets(found);
  }

  private static int count(@Nullable String text) {
    try {
      return text == null ? 0 : Math.clamp(Long.parseLong(text), 0, MOST);
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  /** The descriptor for an address, which is taken; {@link ListenOptions#NONE} if there is none. */
  int take(InetSocketAddress address) {
    for (Inherited inherited : left) {
      if (inherited.address.equals(address)) {
        left.remove(inherited);
        return inherited.descriptor;
      }
    }
    return ListenOptions.NONE;
  }

  /** What no Listen has asked for: name and address of each. */
  List<String> unused() {
    return left.stream().map(inherited -> inherited.name + " (" + inherited.address + ")").toList();
  }
}
