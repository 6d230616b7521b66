package bulla.httpd.core;

/** Settings of core's own directives that other packages may want to see. */
public final class CoreSettings {
  private CoreSettings() {}

  /** LogLevel. */
  public static final Setting<LogLevels> LOG_LEVEL = Setting.of("LogLevel", LogLevels.DEFAULT);
}
