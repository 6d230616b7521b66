package bulla.httpd.ssl;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The URLs that are told as labels, the first ones as they are: they come from clients'
 * certificates, so their number has a limit. Thread-safe.
 */
final class PlaceLabels {
  /** More are counted as one. */
  private static final int MOST = 200;

  private static final String OTHERS = "other";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** The label of a URL. */
  String of(String url) {
    return known.contains(url) || (known.size() < MOST && (known.add(url) || known.contains(url)))
        ? url
        : OTHERS;
  }

  /** Those that have a label of their own. */
  Set<String> known() {
    return Set.copyOf(known);
  }
}
