package bulla.httpd.ssl;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/**
 * How many records each client may cause in a minute, so that one that floods does not push out
 * what is kept of the others. Of fixed size: addresses may share a count by chance. Thread-safe.
 */
final class RefusalShares {
  static final int A_MINUTE = 60;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int[] counts = new int[4096];
  private final int seed = new SecureRandom().nextInt();
  private long began = System.nanoTime();

  /**
   * Takes one.
   *
   * @param client address and port; of an IPv6 address the network, 64 bits, is what counts
   * @return false if there is none left for this minute
   */
  synchronized boolean take(String client) {
    long now = System.nanoTime();
    if (now - began >= MINUTE) {
      began = now;
      Arrays.fill(counts, 0);
    }
    int share = Math.floorMod((address(client).hashCode() ^ seed) * 0x9E3779B1, counts.length);
    if (counts[share] >= A_MINUTE) {
      return false;
    }
    counts[share]++;
    return true;
  }

  private static String address(String client) {
    String address = client.substring(0, Math.max(client.lastIndexOf(':'), 0));
    int end = -1;
    for (int groups = 0; groups < 4; groups++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end);
  }
}
