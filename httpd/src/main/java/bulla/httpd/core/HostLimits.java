package bulla.httpd.core;

import bulla.http.HttpLimits;
import bulla.http.ReadTimeouts;
import java.time.Duration;

/** What a host's settings allow to clients. */
final class HostLimits {
  private HostLimits() {}

  static HttpLimits of(Settings settings) {
    return HttpLimits.defaults()
        .with()
        .syntax(ProtocolOptions.syntax(settings))
        .head(
            number(settings.get(CoreSettings.LIMIT_LINE)),
            number(settings.get(CoreSettings.LIMIT_FIELD)),
            number(settings.get(CoreSettings.LIMIT_FIELDS)))
        .timeouts(
            Duration.ofSeconds(settings.get(CoreSettings.TIMEOUT)),
            new ReadTimeouts(
                settings.get(CoreSettings.HANDSHAKE_TIMEOUT),
                settings.get(CoreSettings.HEADER_TIMEOUT),
                settings.get(CoreSettings.BODY_TIMEOUT)))
        .keepAlive(
            settings.get(CoreSettings.KEEP_ALIVE),
            Duration.ofMillis(settings.get(CoreSettings.KEEP_ALIVE_TIMEOUT)),
            number(settings.get(CoreSettings.KEEP_ALIVE_REQUESTS)))
        .build();
  }

  private static int number(long value) {
    return (int) Math.min(Integer.MAX_VALUE, value);
  }
}
