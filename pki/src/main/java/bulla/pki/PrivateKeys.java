package bulla.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** Private keys: made, read from every form that OpenSSL writes, written in CFSSL's forms. */
public final class PrivateKeys {
  private static final Set<String> LABELS =
      Set.of(
          "PRIVATE KEY",
          "EC PRIVATE KEY",
          "RSA PRIVATE KEY",
          "ENCRYPTED PRIVATE KEY",
          "Ed25519 PRIVATE KEY");

  private PrivateKeys() {}

  /**
   * The first private key of a PEM text: PKCS#1, SEC1, PKCS#8 (RFC 5208), encrypted PKCS#8 and the
   * old encryption of RFC 1421's headers.
   *
   * @param passphrase for an encrypted key; unused for a plain one
   * @throws PemException if the text has no private key
   * @throws PassphraseException if the key is encrypted and the passphrase missing or wrong
   * @throws MalformedException if the key is broken
   */
  public static PrivateKey ofPem(String pem, char @Nullable [] passphrase) {
    Pem.Block block =
        Pem.blocks(pem).stream()
            .filter(each -> LABELS.contains(each.label()))
            .findFirst()
            .orElseThrow(
                () -> new PemException("expected a PRIVATE KEY in the PEM text, got none"));
    if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
      return ofPkcs8(EncryptedKeys.decryptPkcs8(block.der(), passphrase));
    }
    byte[] der =
        block.headers().containsKey("DEK-Info")
            ? EncryptedKeys.decryptTraditional(block, passphrase)
            : block.der();
    return switch (block.label()) {
      case "EC PRIVATE KEY" -> ofSec1(der);
      case "RSA PRIVATE KEY" -> ofPkcs1(der);
      default -> ofPkcs8(der);
    };
  }

  /** Whether the first private key of the text needs a passphrase. */
  public static boolean isEncrypted(String pem) {
    return Pem.blocks(pem).stream()
        .filter(each -> LABELS.contains(each.label()))
        .findFirst()
        .filter(
            each ->
                each.label().equals("ENCRYPTED PRIVATE KEY")
                    || each.headers().containsKey("DEK-Info"))
        .isPresent();
  }

  /**
   * Reads the DER of a PKCS#8 PrivateKeyInfo.
   *
   * @throws MalformedException if it is none
   */
  public static PrivateKey ofPkcs8(byte[] der) {
    return MalformedException.decoding(
        "the DER of a PKCS#8 private key",
        der,
        () -> {
          PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
          String algorithm = KeyAlgorithms.jcaName(info.getPrivateKeyAlgorithm());
          if (algorithm.equals("EC")) {
            // The JDK reads only as far as the number; the rest must be sound to be written again.
            ECPrivateKey.getInstance(info.parsePrivateKey());
          }
          PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(info.getEncoded());
          return Providers.firstThatCan(
              provider ->
                  (provider == null
                          ? KeyFactory.getInstance(algorithm)
                          : KeyFactory.getInstance(algorithm, provider))
                      .generatePrivate(spec));
        });
  }

  /** A fresh pair of keys. */
  public static KeyPair generate(KeyRequest request) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              request.algorithm().equals("ecdsa")
                  ? "EC"
                  : request.algorithm().toUpperCase(Locale.ROOT));
      switch (request.algorithm()) {
        case "rsa" -> generator.initialize(request.size());
        case "ecdsa" ->
            generator.initialize(new ECGenParameterSpec("secp" + request.size() + "r1"));
        default -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a key of " + request, e);
    }
  }

  /**
   * PEM in CFSSL's forms: SEC1 {@code EC PRIVATE KEY}, PKCS#1 {@code RSA PRIVATE KEY}; others as
   * PKCS#8, which OpenSSL can read.
   */
  public static String pem(PrivateKey key) {
    return encoding(
        () -> {
          PrivateKeyInfo info = info(key);
          ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
          if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return Pem.encode("RSA PRIVATE KEY", info.getPrivateKey().getOctets());
          } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return Pem.encode("EC PRIVATE KEY", sec1(info).getEncoded());
          }
          return Pem.encode("PRIVATE KEY", info.getEncoded());
        });
  }

  /** PEM of an encrypted PKCS#8 key: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018). */
  public static String encryptedPem(PrivateKey key, char[] passphrase) {
    return encoding(
        () ->
            Pem.encode("ENCRYPTED PRIVATE KEY", EncryptedKeys.encryptPkcs8(info(key), passphrase)));
  }

  /**
   * The public key that belongs to a private one.
   *
   * @throws MalformedException if it cannot be told
   */
  public static PublicKey publicKey(PrivateKey key) {
    return MalformedException.decoding(
        "a private key of RSA, ECDSA or Ed25519",
        new byte[0],
        () -> {
          if (key instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
          }
          PrivateKeyInfo info = info(key);
          AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
          byte[] bits =
              algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)
                  ? new Ed25519PrivateKeyParameters(
                          info.parsePrivateKey().toASN1Primitive()
                                  instanceof org.bouncycastle.asn1.ASN1OctetString seed
                              ? seed.getOctets()
                              : new byte[0])
                      .generatePublicKey()
                      .getEncoded()
                  : point(info);
          return PublicKeys.of(new SubjectPublicKeyInfo(algorithm, bits));
        });
  }

  /** Whether the two are halves of one pair. */
  public static boolean matches(PrivateKey key, PublicKey publicKey) {
    if (key instanceof RSAPrivateKey rsa) {
      return publicKey instanceof RSAPublicKey other && rsa.getModulus().equals(other.getModulus());
    }
    try {
      return SubjectPublicKeyInfo.getInstance(publicKey(key).getEncoded())
          .equals(SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()));
    } catch (IllegalArgumentException | MalformedException e) {
      return false;
    }
  }

  private static PrivateKey ofSec1(byte[] der) {
    return MalformedException.decoding(
        "the DER of a SEC1 private key",
        der,
        () -> {
          ECPrivateKey key = ECPrivateKey.getInstance(der);
          if (key.getParametersObject() == null) {
            throw new IOException("it does not name its curve");
          }
          AlgorithmIdentifier algorithm =
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
          return ofPkcs8(new PrivateKeyInfo(algorithm, key).getEncoded());
        });
  }

  private static PrivateKey ofPkcs1(byte[] der) {
    return MalformedException.decoding(
        "the DER of a PKCS#1 private key",
        der,
        () -> {
          AlgorithmIdentifier algorithm =
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
          var key = org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(der);
          return ofPkcs8(new PrivateKeyInfo(algorithm, key).getEncoded());
        });
  }

  private static PrivateKeyInfo info(PrivateKey key) {
    return PrivateKeyInfo.getInstance(key.getEncoded());
  }

  /** SEC1 C.4 with the curve and the public point, as Go and OpenSSL write it. */
  private static ECPrivateKey sec1(PrivateKeyInfo info) throws IOException {
    ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
    int bits = curve(info).getN().bitLength();
    return new ECPrivateKey(
        bits,
        inner.getKey(),
        new DERBitString(point(info)),
        info.getPrivateKeyAlgorithm().getParameters());
  }

  private static byte[] point(PrivateKeyInfo info) throws IOException {
    ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
    return new FixedPointCombMultiplier()
        .multiply(curve(info).getG(), inner.getKey())
        .normalize()
        .getEncoded(false);
  }

  private static X9ECParameters curve(PrivateKeyInfo info) throws IOException {
    if (info.getPrivateKeyAlgorithm().getParameters() instanceof ASN1ObjectIdentifier name) {
      X9ECParameters curve = ECNamedCurveTable.getByOID(name);
      if (curve != null) {
        return curve;
      }
    }
    throw new IOException("it is not on a named curve");
  }

  private interface Encoding<T> {
    T run() throws IOException;
  }

  private static <T> T encoding(Encoding<T> encoding) {
    try {
      return encoding.run();
    } catch (IOException e) {
      throw new MalformedException("the private key cannot be written: " + e.getMessage(), e);
    }
  }
}
