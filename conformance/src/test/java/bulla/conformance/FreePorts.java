package bulla.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;

/** Finds a base for the lab's ports, all of which are free now. */
final class FreePorts {
  private FreePorts() {}

  static int base() throws IOException {
    Random random = new Random();
    for (int tries = 0; tries < 200; tries++) {
      int base = 20_000 + random.nextInt(30_000);
      if (List.of(443, 80, 400, 401, 888).stream().allMatch(offset -> free(base + offset))) {
        return base;
      }
    }
    throw new IOException("no five free ports in 200 tries");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
