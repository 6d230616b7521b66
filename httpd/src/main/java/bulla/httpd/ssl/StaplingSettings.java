package bulla.httpd.ssl;

import bulla.httpd.core.Setting;
import java.util.Optional;

/** The settings of the stapling directives. */
final class StaplingSettings {
  private StaplingSettings() {}

  static final Setting<Boolean> USE = Setting.of("SSLUseStapling", false);

  /** Of the main server alone. */
  static final Setting<StapleCacheChoice> CACHE =
      Setting.of("SSLStaplingCache", new StapleCacheChoice.Missing());

  /** Seconds. */
  static final Setting<Long> STANDARD_CACHE_TIMEOUT =
      Setting.of("SSLStaplingStandardCacheTimeout", 3600L);

  /** Seconds. */
  static final Setting<Long> ERROR_CACHE_TIMEOUT = Setting.of("SSLStaplingErrorCacheTimeout", 600L);

  /** Seconds. */
  static final Setting<Long> TIME_SKEW = Setting.of("SSLStaplingResponseTimeSkew", 300L);

  /** Seconds, -1 for no limit. */
  static final Setting<Long> MAX_AGE = Setting.of("SSLStaplingResponseMaxAge", -1L);

  /** Seconds of each step. */
  static final Setting<Long> RESPONDER_TIMEOUT = Setting.of("SSLStaplingResponderTimeout", 10L);

  static final Setting<Boolean> RETURN_RESPONDER_ERRORS =
      Setting.of("SSLStaplingReturnResponderErrors", true);
  static final Setting<Boolean> FAKE_TRY_LATER = Setting.of("SSLStaplingFakeTryLater", true);
  static final Setting<Optional<String>> FORCE_URL =
      Setting.of("SSLStaplingForceURL", Optional.empty());
}
