package bulla.httpd.ssl;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of SSLOptions. */
enum SslOption {
  STD_ENV_VARS("StdEnvVars"),
  EXPORT_CERT_DATA("ExportCertData"),
  FAKE_BASIC_AUTH("FakeBasicAuth"),
  STRICT_REQUIRE("StrictRequire"),
  OPT_RENEGOTIATE("OptRenegotiate"),
  LEGACY_DN_STRING_FORMAT("LegacyDNStringFormat");

  private final String word;

  SslOption(String word) {
    this.word = word;
  }

  static @Nullable SslOption ofWord(String word) {
    for (SslOption option : values()) {
      if (option.word.equalsIgnoreCase(word)) {
        return option;
      }
    }
    return null;
  }

  /**
   * What SSLOptions says at one place.
   *
   * @param absolute whether it replaces what is inherited
   * @param added options with a plus, or without a sign
   * @param removed options with a minus
   */
  record Change(boolean absolute, Set<SslOption> added, Set<SslOption> removed) {
    /** Nothing was said. */
    static final Change NOTHING = new Change(false, Set.of(), Set.of());

    Change {
      added = Set.copyOf(added);
      removed = Set.copyOf(removed);
    }

    /** This change after an earlier or outer one. */
    Change after(Change outer) {
      if (absolute) {
        return this;
      }
      return new Change(
          outer.absolute,
          minus(plus(outer.added, added), removed),
          plus(minus(outer.removed, added), removed));
    }

    /** Whether an option is on. */
    boolean has(SslOption option) {
      return added.contains(option);
    }

    private static Set<SslOption> plus(Collection<SslOption> some, Collection<SslOption> others) {
      EnumSet<SslOption> all = EnumSet.noneOf(SslOption.class);
      all.addAll(some);
      all.addAll(others);
      return all;
    }

    private static Set<SslOption> minus(Collection<SslOption> some, Collection<SslOption> others) {
      Set<SslOption> left = plus(some, List.of());
      left.removeAll(others);
      return left;
    }
  }
}
