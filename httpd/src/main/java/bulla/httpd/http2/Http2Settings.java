package bulla.httpd.http2;

import bulla.http.Http2Limits;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.Setting;
import bulla.httpd.core.Settings;
import java.time.Duration;
import java.util.Optional;

/** Settings of mod_http2's directives. */
final class Http2Settings {
  private Http2Settings() {}

  private static final Http2Limits DEFAULTS = Http2Limits.defaults();

  static final Setting<Long> STREAMS = Setting.of("H2MaxSessionStreams", (long) DEFAULTS.streams());

  static final Setting<Long> WINDOW = Setting.of("H2WindowSize", (long) DEFAULTS.window());

  static final Setting<Long> STREAM_MEMORY =
      Setting.of("H2StreamMaxMemSize", (long) DEFAULTS.streamMemory());

  /** 0 for the largest that clients take without being asked. */
  static final Setting<Long> DATA_FRAME = Setting.of("H2MaxDataFrameLen", 0L);

  static final Setting<Long> PADDING = Setting.of("H2Padding", (long) DEFAULTS.paddingBits());

  static final Setting<Long> STREAM_ERRORS =
      Setting.of("H2MaxStreamErrors", (long) DEFAULTS.streamErrors());

  static final Setting<Boolean> MODERN_TLS = Setting.of("H2ModernTLSOnly", DEFAULTS.modernTls());

  /** Empty for on without TLS, off with it. */
  static final Setting<Optional<Boolean>> DIRECT = Setting.of("H2Direct", Optional.empty());

  /** Empty for Timeout. */
  static final Setting<Optional<Duration>> STREAM_TIMEOUT =
      Setting.of("H2StreamTimeout", Optional.empty());

  static Http2Limits limits(Settings settings, boolean secure) {
    int frame = number(settings.get(DATA_FRAME));
    return new Http2Limits(
        number(settings.get(STREAMS)),
        number(settings.get(WINDOW)),
        number(settings.get(STREAM_MEMORY)),
        frame == 0
            ? Http2Limits.LARGEST_DATA_FRAME
            : Math.min(frame, Http2Limits.LARGEST_DATA_FRAME),
        number(settings.get(PADDING)),
        settings.get(STREAM_TIMEOUT).orElse(Duration.ofSeconds(settings.get(CoreSettings.TIMEOUT))),
        number(settings.get(STREAM_ERRORS)),
        settings.get(MODERN_TLS),
        settings.get(DIRECT).orElse(!secure));
  }

  private static int number(long value) {
    return (int) Math.min(Integer.MAX_VALUE, value);
  }
}
