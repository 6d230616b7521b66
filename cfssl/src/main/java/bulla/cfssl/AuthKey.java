package bulla.cfssl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a CA shares with those who may ask it: CFSSL's "standard" authentication. A token
 * is the HMAC-SHA256 (RFC 2104) of a request's exact bytes.
 *
 * <p>Has no accessor and no text form, so that the key reaches no log. Thread-safe.
 */
public final class AuthKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TOKEN_LENGTH = 32;
  private static final long FILE_LIMIT = 65_536;

  private final SecretKeySpec key;

  private AuthKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Reads a key's text with this process's environment; see {@link #of(String, UnaryOperator)}. */
  public static AuthKey of(String text) throws AuthKeyException {
    return of(text, System::getenv);
  }

  /**
   * Reads a key's text: hexadecimal digits of either case, {@code env:NAME} or {@code file:PATH}
   * where those digits stand.
   *
   * @param environment gives a variable's value, or null when it is not set
   * @throws AuthKeyException if there are no such digits; an unset variable is refused rather than
   *     taken as the empty key, which anybody can compute a token with
   */
  public static AuthKey of(String text, UnaryOperator<@Nullable String> environment)
      throws AuthKeyException {
    String digits = digits(text, environment);
    byte[] key;
    try {
      key = HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message quotes the key.
      throw new AuthKeyException(
          "the key is not an even number of hexadecimal digits, env:NAME or file:PATH");
    }
    if (key.length == 0) {
      throw new AuthKeyException("the key is empty: anybody could authenticate with it");
    }
    try {
      return new AuthKey(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The token for a request's bytes. */
  public byte[] token(byte[] request) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(request);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether the token is this key's for the request's bytes; takes the same time for any token. */
  public boolean accepts(byte[] token, byte[] request) {
    return token.length == TOKEN_LENGTH && MessageDigest.isEqual(token, token(request));
  }

  private static String digits(String text, UnaryOperator<@Nullable String> environment)
      throws AuthKeyException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return text;
    }
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "env" -> {
        String value = environment.apply(rest);
        if (value == null || value.isEmpty()) {
          throw new AuthKeyException("environment variable " + rest + " is not set: export it");
        }
        yield value;
      }
      case "file" -> file(Path.of(rest)).strip();
      default -> throw new AuthKeyException("unknown key prefix; use hex digits, env: or file:");
    };
  }

  private static String file(Path path) throws AuthKeyException {
    try {
      if (Files.size(path) > FILE_LIMIT) {
        throw new AuthKeyException(path + " is too large for a key");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AuthKeyException("key file " + path + " cannot be read: " + FileTrouble.reason(e));
    }
  }
}
