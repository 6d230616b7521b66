package bulla.httpd.ssl;

import bulla.tls.ClientAuthentication;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words of SSLVerifyClient, the weakest first. */
enum VerifyMode {
  NONE(ClientAuthentication.NONE),
  /** A certificate of any origin is let in; who trusts it must look at SSL_CLIENT_VERIFY. */
  OPTIONAL_NO_CA(ClientAuthentication.OPTIONAL),
  OPTIONAL(ClientAuthentication.OPTIONAL),
  REQUIRE(ClientAuthentication.REQUIRE);

  private final ClientAuthentication authentication;

  VerifyMode(ClientAuthentication authentication) {
    this.authentication = authentication;
  }

  /** What the client is asked. */
  ClientAuthentication authentication() {
    return authentication;
  }

  /** The mode of a word, null if it is none. */
  static @Nullable VerifyMode ofWord(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "none", "off" -> NONE;
      case "optional" -> OPTIONAL;
      case "require", "on" -> REQUIRE;
      case "optional_no_ca" -> OPTIONAL_NO_CA;
      default -> null;
    };
  }
}
