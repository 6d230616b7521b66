package bulla.pki;

/**
 * Which key to make.
 *
 * @param algorithm {@code rsa}, {@code ecdsa} or {@code ed25519}
 * @param size bits: 2048 to 8192 for RSA; 256, 384 or 521 for ECDSA; without meaning for Ed25519
 */
public record KeyRequest(String algorithm, int size) {
  /** CFSSL's default, ECDSA on P-256. */
  public static final KeyRequest DEFAULT = new KeyRequest("ecdsa", 256);

  /** Refuses what nobody can make. */
  public KeyRequest {
    boolean fits =
        switch (algorithm) {
          case "rsa" -> size >= 2048 && size <= 8192;
          case "ecdsa" -> size == 256 || size == 384 || size == 521;
          case "ed25519" -> true;
          default -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "expected a key request of rsa 2048 to 8192, ecdsa 256, 384 or 521, or ed25519, got "
              + algorithm
              + " "
              + size);
    }
  }
}
