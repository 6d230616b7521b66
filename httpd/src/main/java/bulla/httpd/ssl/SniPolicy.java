package bulla.httpd.ssl;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much a request's Host may differ from the host of its connection: SSLVHostSNIPolicy. */
enum SniPolicy {
  STRICT,
  SECURE,
  AUTHONLY,
  INSECURE;

  /** As it is written. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable SniPolicy ofWord(String word) {
    for (SniPolicy policy : values()) {
      if (policy.name().equalsIgnoreCase(word)) {
        return policy;
      }
    }
    return null;
  }
}
