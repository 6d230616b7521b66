package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.FileTrouble;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.PassphraseException;
import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A CA's files: certificates and keys in PEM or DER, read with CFSSL's errors, written whole. */
public final class CaFiles {
  private static final byte DER_SEQUENCE = 0x30;

  private CaFiles() {}

  /**
   * The one certificate of a file; text before it is skipped.
   *
   * @throws CfsslException 1001 if it cannot be read, 1002 if there is none, 1003 if there are
   *     several
   */
  public static Certificate certificate(Path file) throws CfsslException {
    return certificate(read(file, ErrorCode.CERTIFICATE_READ), file.toString());
  }

  /** The one certificate of a PEM or DER text; {@code where} is named in errors. */
  public static Certificate certificate(byte[] content, String where) throws CfsslException {
    try {
      if (content.length > 0 && content[0] == DER_SEQUENCE) {
        return Certificate.ofDer(content);
      }
      List<Certificate> all =
          Certificate.allOfPem(new String(content, StandardCharsets.ISO_8859_1));
      if (all.size() > 1) {
        throw new CfsslException(
            ErrorCode.CERTIFICATE_PARSE,
            where + ": only one certificate may stand here, and there are " + all.size());
      }
      if (all.isEmpty()) {
        throw new CfsslException(
            ErrorCode.CERTIFICATE_DECODE, where + ": Failed to decode certificate");
      }
      return all.getFirst();
    } catch (MalformedException e) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_DECODE, where + ": Failed to decode certificate", e);
    }
  }

  /**
   * The private key of a file, PEM or DER.
   *
   * @param passphrase for an encrypted key
   * @throws CfsslException 2001 if it cannot be read, 2002 if there is none, 2003 if the passphrase
   *     does not fit, 2100 if one is needed
   */
  public static PrivateKey key(Path file, char @Nullable [] passphrase) throws CfsslException {
    return key(read(file, ErrorCode.KEY_READ), file.toString(), passphrase);
  }

  /** Whether a key is a certificate's; a certificate's key of an unknown kind is nobody's. */
  static boolean areAPair(PrivateKey key, Certificate certificate) {
    try {
      return PrivateKeys.matches(key, certificate.publicKey());
    } catch (MalformedException e) {
      return false;
    }
  }

  /** The private key of a PEM or DER text; {@code where} is named in errors. */
  public static PrivateKey key(byte[] content, String where, char @Nullable [] passphrase)
      throws CfsslException {
    try {
      return content.length > 0 && content[0] == DER_SEQUENCE
          ? PrivateKeys.ofPkcs8(content)
          : PrivateKeys.ofPem(new String(content, StandardCharsets.ISO_8859_1), passphrase);
    } catch (PassphraseException e) {
      throw new CfsslException(
          passphrase == null ? ErrorCode.KEY_ENCRYPTED : ErrorCode.KEY_PARSE,
          where
              + (passphrase == null
                  ? ": Private key is encrypted: set CFSSL_CA_PK_PASSWORD"
                  : ": the passphrase does not fit"),
          e);
    } catch (MalformedException e) {
      throw new CfsslException(ErrorCode.KEY_DECODE, where + ": Failed to decode private key", e);
    }
  }

  /**
   * Writes a file whole or not at all, with its mode from the first byte.
   *
   * @param mode such as {@code rw-------}, less what the umask takes away
   */
  public static void write(Path file, byte[] content, String mode) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      if (folder != null) {
        try (FileChannel directory = FileChannel.open(folder)) {
          directory.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static byte[] read(Path file, ErrorCode code) throws CfsslException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CfsslException(
          code, "%s cannot be read: %s".formatted(file, FileTrouble.reason(e)), e);
    }
  }
}
