package bulla.httpd.core;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of Options. */
public enum Option {
  INDEXES("Indexes"),
  FOLLOW_SYM_LINKS("FollowSymLinks"),
  SYM_LINKS_IF_OWNER_MATCH("SymLinksIfOwnerMatch"),
  INCLUDES("Includes"),
  INCLUDES_NO_EXEC("IncludesNOEXEC"),
  EXEC_CGI("ExecCGI"),
  MULTI_VIEWS("MultiViews");

  private final String word;

  Option(String word) {
    this.word = word;
  }

  /** What a word stands for, {@code All} and {@code None} among them; null if it is none. */
  static @Nullable Set<Option> ofWord(String word) {
    if (word.equalsIgnoreCase("None")) {
      return Set.of();
    }
    if (word.equalsIgnoreCase("All")) {
      return EnumSet.complementOf(EnumSet.of(MULTI_VIEWS));
    }
    for (Option option : values()) {
      if (option.word.equalsIgnoreCase(word)) {
        return EnumSet.of(option);
      }
    }
    return null;
  }
}
