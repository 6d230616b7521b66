package bulla.httpd.core;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The levels of LogLevel, the gravest first. */
public enum LogLevel {
  EMERG,
  ALERT,
  CRIT,
  ERROR,
  WARN,
  NOTICE,
  INFO,
  DEBUG,
  TRACE1,
  TRACE2,
  TRACE3,
  TRACE4,
  TRACE5,
  TRACE6,
  TRACE7,
  TRACE8;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As it stands in a log line. */
  public String word() {
    return word;
  }

  /** The level of a word in any case, or null. */
  public static @Nullable LogLevel ofWord(String word) {
    for (LogLevel level : values()) {
      if (level.word.equalsIgnoreCase(word)) {
        return level;
      }
    }
    return null;
  }
}
