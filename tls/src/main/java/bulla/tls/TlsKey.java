package bulla.tls;

import bulla.openssl.OpenSslException;
import bulla.openssl.Pkey;
import bulla.tls.TlsSettingsException.Part;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A host's private key, held by libcrypto. Owned by whoever read it; hosts that are made with it
 * keep what they need.
 */
public final class TlsKey implements AutoCloseable {

  private final Pkey key;

  private TlsKey(Pkey key) {
    this.key = key;
  }

  /**
   * Reads a key: PKCS#1, SEC1, PKCS#8, each also encrypted; certificates may stand beside it.
   *
   * @param pem the caller wipes it
   * @param passphrase of an encrypted key; the caller wipes it
   * @throws TlsSettingsException with PASSPHRASE if it is encrypted, with PRIVATE_KEY otherwise
   */
  public static TlsKey ofPem(byte[] pem, char @Nullable [] passphrase) throws TlsSettingsException {
    try {
      return new TlsKey(Pkey.ofPem(pem, passphrase));
    } catch (OpenSslException refused) {
      throw new TlsSettingsException(
          encrypted(pem) ? Part.PASSPHRASE : Part.PRIVATE_KEY,
          0,
          String.valueOf(refused.getMessage()),
          refused.errors());
    }
  }

  /** Another hold on the same key, with an owner of its own. */
  public TlsKey share() {
    return new TlsKey(key.share());
  }

  @Override
  public void close() {
    key.close();
  }

  Pkey key() {
    return key;
  }

  /** RFC 1421 and RFC 7468 both say ENCRYPTED, in a header or in the label. */
  private static boolean encrypted(byte[] pem) {
    return new String(pem, StandardCharsets.ISO_8859_1).contains("ENCRYPTED");
  }
}
