package bulla.httpd.ssl;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The name of one refusal: ten letters and digits in two groups, {@code KJ3MX-7TQ2B}, to be read
 * over the telephone. Crockford's base32 without its vowels, so that no word comes out: 49 bits,
 * which nobody guesses.
 */
public record RefusalId(String text) {
  private static final String ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ";
  private static final int GROUP = 5;

  /** A new one. */
  static RefusalId random(RandomGenerator random) {
    StringBuilder text = new StringBuilder(2 * GROUP + 1);
    for (int i = 0; i < 2 * GROUP; i++) {
      if (i == GROUP) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new RefusalId(text.toString());
  }

  /**
   * Reads what somebody has written down: in small letters, without the hyphen or with blanks, O
   * for 0, I and L for 1. Empty if it is none.
   */
  public static Optional<RefusalId> parse(String written) {
    String plain =
        written
            .strip()
            .toUpperCase(Locale.ROOT)
            .replaceAll("[- ]", "")
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    return plain.length() == 2 * GROUP && plain.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        ? Optional.of(new RefusalId(plain.substring(0, GROUP) + "-" + plain.substring(GROUP)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
