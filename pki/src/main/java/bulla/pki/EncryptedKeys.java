package bulla.pki;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/** Private keys under a passphrase. */
final class EncryptedKeys {
  /** The rounds of PBKDF2 for keys that we write: about a tenth of a second. */
  private static final int ITERATIONS = 200_000;

  private EncryptedKeys() {}

  /** RFC 5958 3, with PBES2 (RFC 8018 6.2) or one of the older schemes. */
  static byte[] decryptPkcs8(byte[] der, char @Nullable [] passphrase) {
    PKCS8EncryptedPrivateKeyInfo info =
        MalformedException.decoding(
            "the DER of an encrypted PKCS#8 private key",
            der,
            () -> new PKCS8EncryptedPrivateKeyInfo(der));
    char[] password = present(passphrase);
    try {
      return info.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(Providers.bouncyCastle())
                  .build(password))
          .getEncoded();
    } catch (Exception e) {
      throw new PassphraseException("the private key does not open with this passphrase", e);
    }
  }

  /** RFC 1421 4.6.1.3 as OpenSSL uses it: {@code DEK-Info: AES-256-CBC,IV}. */
  static byte[] decryptTraditional(Pem.Block block, char @Nullable [] passphrase) {
    String[] info = block.headers().getOrDefault("DEK-Info", "").split(",", 2);
    byte[] iv =
        MalformedException.decoding(
            "DEK-Info: CIPHER,IV in the " + block.label(),
            new byte[0],
            () -> HexFormat.of().parseHex(info[1].strip()));
    char[] password = present(passphrase);
    try {
      byte[] der =
          new BcPEMDecryptorProvider(password).get(info[0].strip()).decrypt(block.der(), iv);
      ASN1Sequence.getInstance(der);
      return der;
    } catch (Exception e) {
      throw new PassphraseException("the private key does not open with this passphrase", e);
    }
  }

  static byte[] encryptPkcs8(PrivateKeyInfo info, char[] passphrase) throws IOException {
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(Providers.bouncyCastle())
              .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256))
              .setIterationCount(ITERATIONS)
              .setRandom(new SecureRandom())
              .build(passphrase);
      return new PKCS8EncryptedPrivateKeyInfoBuilder(info).build(encryptor).getEncoded();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("no AES-256-CBC with PBKDF2 in BouncyCastle", e);
    }
  }

  private static char[] present(char @Nullable [] passphrase) {
    if (passphrase == null) {
      throw new PassphraseException("the private key is encrypted and needs a passphrase", null);
    }
    return passphrase;
  }
}
