package bulla.pki;

import org.jspecify.annotations.Nullable;

/** A private key is encrypted, and the passphrase for it is missing or wrong. */
public final class PassphraseException extends MalformedException {
  private static final long serialVersionUID = 1L;

  PassphraseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
