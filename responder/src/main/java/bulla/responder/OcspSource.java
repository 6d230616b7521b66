package bulla.responder;

import bulla.pki.CertId;
import java.util.Optional;

/** Where a responder's answers lie. Thread-safe; calls may block. */
@FunctionalInterface
public interface OcspSource {
  /**
   * The signed answer for a certificate, DER.
   *
   * @return empty if we do not speak for it
   * @throws SourceException if the place cannot be reached
   */
  Optional<byte[]> answer(CertId certId) throws SourceException;

  /** The answers cannot be had now. */
  final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public SourceException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
