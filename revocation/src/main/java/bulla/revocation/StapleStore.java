package bulla.revocation;

import bulla.pki.Certificate;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where staples outlive the process, by certificate. What is read from it is verified before it is
 * used. Its methods may block, and are called by several threads at a time.
 */
public interface StapleStore {

  /**
   * A good answer.
   *
   * @param response DER of the OCSPResponse
   * @param until when it must not be used any more
   */
  record Kept(byte[] response, Instant thisUpdate, Instant until) {}

  /** The DER of what was kept, not verified; null if there is nothing that can be read. */
  byte @Nullable [] read(Certificate certificate);

  /**
   * Keeps it, unless what is there has a later thisUpdate.
   *
   * @throws IOException if it cannot be kept; what was kept before is still whole
   */
  void write(Certificate certificate, Kept kept) throws IOException;

  /** Forgets what is kept for a certificate. */
  void delete(Certificate certificate) throws IOException;

  /** Where it is, for messages. */
  String place();

  /**
   * Whether other servers keep theirs in it too: then it is looked at before a responder is asked,
   * and a certificate that is gone here is not forgotten there.
   */
  default boolean shared() {
    return false;
  }
}
