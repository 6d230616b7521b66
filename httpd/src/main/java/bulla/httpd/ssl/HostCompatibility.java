package bulla.httpd.ssl;

import bulla.httpd.core.Setting;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import java.util.List;
import java.util.Locale;

/**
 * Whether a request for one host may be answered on a connection that was made for another
 * (SSLVHostSNIPolicy). Otherwise a client that satisfied one host's demands would be let into a
 * host that demands more.
 */
final class HostCompatibility {
  private HostCompatibility() {}

  private static final List<Setting<?>> CONNECTION =
      List.of(
          SslSettings.PROTOCOLS,
          SslSettings.CIPHER_LIST,
          SslSettings.CIPHER_SUITES,
          SslSettings.CERTIFICATE_FILES,
          SslSettings.KEY_FILES);

  static boolean compatible(SniPolicy policy, VirtualHost one, VirtualHost other) {
    if (one.equals(other) || policy == SniPolicy.INSECURE) {
      return true;
    }
    if (policy == SniPolicy.STRICT) {
      return false;
    }
    Settings a = one.settings();
    Settings b = other.settings();
    return a.get(SslSettings.ENGINE).equals(b.get(SslSettings.ENGINE))
        && ClientPolicy.same(a, b)
        && (policy == SniPolicy.AUTHONLY
            || (CONNECTION.stream().allMatch(setting -> same(setting, a, b))
                && commands(a).equals(commands(b))));
  }

  /** What SSLOpenSSLConfCmd says, wherever it is written. */
  private static List<ConfigurationWords> commands(Settings settings) {
    return settings.get(SslSettings.COMMANDS).stream()
        .map(line -> new ConfigurationWords(line.command().toLowerCase(Locale.ROOT), line.value()))
        .toList();
  }

  private record ConfigurationWords(String command, String value) {}

  private static boolean same(Setting<?> setting, Settings a, Settings b) {
    return a.get(setting).equals(b.get(setting));
  }
}
