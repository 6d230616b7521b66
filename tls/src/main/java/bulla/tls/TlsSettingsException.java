package bulla.tls;

import java.util.List;

/** The operator's TLS settings cannot be used. */
public final class TlsSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which of the settings is at fault. */
  public enum Part {
    CERTIFICATE,
    PRIVATE_KEY,
    /** The passphrase of an encrypted key is missing or wrong. */
    PASSPHRASE,
    /** Certificate and key are not a pair. */
    PAIR,
    CHAIN,
    TRUST,
    CIPHERS,
    PROTOCOLS,
    CONFIGURATION_COMMAND
  }

  private final Part part;
  private final int index;
  private final transient List<String> libraryErrors;

  /** Makes the exception; {@code index} tells which of several identities or commands, from 0. */
  public TlsSettingsException(Part part, int index, String message, List<String> libraryErrors) {
    super(message);
    this.part = part;
    this.index = index;
    this.libraryErrors = List.copyOf(libraryErrors);
  }

  /** Which of the settings is at fault. */
  public Part part() {
    return part;
  }

  /** Which of several identities or commands is at fault, from 0. */
  public int index() {
    return index;
  }

  /** The OpenSSL error queue in text form. */
  public List<String> libraryErrors() {
    return libraryErrors;
  }
}
