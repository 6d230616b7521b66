package bulla.httpd.ssl;

import bulla.pki.Name;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of the S_DN and I_DN variables: {@code O}, {@code OU_1}, {@code CN_RAW}. */
final class DistinguishedNames {
  private DistinguishedNames() {}

  static final Set<String> ATTRIBUTES =
      Set.of("C", "ST", "SP", "L", "O", "OU", "CN", "T", "I", "G", "S", "D", "UID", "Email");

  private static final String RAW = "_RAW";

  /**
   * One part.
   *
   * @param suffix what stands behind {@code S_DN_}
   * @return null if the name has no such part
   */
  static @Nullable String part(Name name, String suffix) {
    String wanted =
        suffix.endsWith(RAW) ? suffix.substring(0, suffix.length() - RAW.length()) : suffix;
    int underscore = wanted.indexOf('_');
    String attribute = underscore < 0 ? wanted : wanted.substring(0, underscore);
    int index = underscore < 0 ? 0 : index(wanted.substring(underscore + 1));
    if (index < 0 || !ATTRIBUTES.contains(attribute)) {
      return null;
    }
    return nth(name.values(attribute), index);
  }

  /** The n-th of some values, null if there are fewer. */
  static @Nullable String nth(List<String> values, int index) {
    return index >= 0 && index < values.size() ? values.get(index) : null;
  }

  /** A number counted from 0; -1 if the text is none. */
  static int index(String text) {
    boolean number =
        !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(text) : -1;
  }
}
