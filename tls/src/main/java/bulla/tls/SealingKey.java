package bulla.tls;

import bulla.openssl.TicketKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals sessions with AES-256-GCM: the ticket key's name, a random nonce, the sealed session. The
 * name and the session's id are authenticated with it. The key is derived from the ticket key, so
 * servers that share one can read each other's sessions. Shared by threads.
 */
record SealingKey(byte[] name, SecretKeySpec key) {

  private static final byte[] PURPOSE = "bulla session cache".getBytes(StandardCharsets.US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** Of a ticket key's bytes, which begin with its name. */
  static SealingKey of(byte[] ticketKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(PURPOSE);
      return new SealingKey(
          Arrays.copyOf(ticketKey, TicketKey.NAME),
          new SecretKeySpec(digest.digest(ticketKey), "AES"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  byte[] seal(byte[] id, byte[] session) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce, 0, id).doFinal(session);
      byte[] sealed = Arrays.copyOf(name, name.length + NONCE + secret.length);
      System.arraycopy(nonce, 0, sealed, name.length, NONCE);
      System.arraycopy(secret, 0, sealed, name.length + NONCE, secret.length);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  /** The session; null if it was not sealed with this key for this id. */
  byte @Nullable [] unseal(byte[] id, byte[] sealed) {
    int start = name.length + NONCE;
    if (sealed.length < start) {
      return null;
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, sealed, name.length, id)
          .doFinal(sealed, start, sealed.length - start);
    } catch (GeneralSecurityException forged) {
      return null;
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int at, byte[] id) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, at, NONCE));
    cipher.updateAAD(name);
    cipher.updateAAD(id);
    return cipher;
  }

  // Compared as the one that it is: what it holds is secret.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
