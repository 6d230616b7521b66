package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a client cannot be let in, and what that was found by.
 *
 * @param error the X509_V_ number, 0 if the certificate itself was good or there is none
 * @param about the index in the chain of the certificate in question
 * @param detail in words, for the cause; null where there is no more to say
 * @param rule that was not met; null if it is the one that asks for the certificate
 * @param consulted what was asked about revocation
 */
record Finding(
    RefusalCause cause,
    int error,
    int about,
    @Nullable String detail,
    @Nullable DirectiveLine rule,
    List<Refusal.Consulted> consulted) {
  Finding {
    consulted = List.copyOf(consulted);
  }

  /** One that has nothing to do with what stands in a certificate. */
  static Finding of(RefusalCause cause, @Nullable String detail) {
    return new Finding(cause, VerifyErrors.OK, 0, detail, null, List.of());
  }

  /** A rule that is not met. */
  static Finding of(RefusalCause cause, DirectiveLine rule, @Nullable String detail) {
    return new Finding(cause, VerifyErrors.OK, 0, detail, rule, List.of());
  }

  /** A handshake broke after a certificate was shown, and not because of what stands in it. */
  static Finding ofBroken(List<String> libraryErrors) {
    return of(
        RefusalCause.HANDSHAKE_BROKEN,
        libraryErrors.isEmpty() ? "no reason given" : libraryErrors.getFirst());
  }

  /** What libcrypto has found. */
  static Finding ofLibrary(int error, int about) {
    RefusalCause cause =
        switch (error) {
          case 2, 20, 21, 27 -> RefusalCause.UNKNOWN_CA;
          case 18, 19 -> RefusalCause.SELF_SIGNED;
          case 7 -> RefusalCause.BAD_SIGNATURE;
          case VerifyErrors.NOT_YET_VALID -> RefusalCause.NOT_YET_VALID;
          case VerifyErrors.EXPIRED -> RefusalCause.EXPIRED;
          case 26 -> RefusalCause.WRONG_PURPOSE;
          case VerifyErrors.WEAK_KEY, 67, 68 -> RefusalCause.TOO_WEAK;
          default -> RefusalCause.INVALID_CERTIFICATE;
        };
    return new Finding(cause, error, Math.max(about, 0), VerifyErrors.text(error), null, List.of());
  }

  /** The same with what was asked before. */
  Finding after(List<Refusal.Consulted> asked) {
    return new Finding(cause, error, about, detail, rule, asked);
  }
}
