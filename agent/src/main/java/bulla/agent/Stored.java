package bulla.agent;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what lies on the disk. */
final class Stored {
  private Stored() {}

  /** What lies there is not what we would write; the message says why. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message);
    }
  }

  /** The first certificate of the CA's file. */
  static Certificate ca(FileSpec spec) throws UnfitException {
    Certificate first = certificates(spec).getFirst();
    checkAttributes(spec);
    return first;
  }

  /** The last certificate of the certificate's file, whose key must lie beside it. */
  static Certificate leaf(Manifest.Pair pair) throws UnfitException {
    Certificate leaf = certificates(pair.certificate()).getLast();
    PrivateKey key = key(pair.key());
    if (!PrivateKeys.matches(key, leaf.publicKey())) {
      throw new UnfitException(
          pair.key().path() + " is not the key of " + pair.certificate().path());
    }
    checkAttributes(pair.certificate());
    checkAttributes(pair.key());
    return leaf;
  }

  private static List<Certificate> certificates(FileSpec spec) throws UnfitException {
    try {
      List<Certificate> certificates = Certificate.allOfPem(Files.readString(spec.path()));
      if (certificates.isEmpty()) {
        throw new UnfitException(spec.path() + " holds no certificate");
      }
      return certificates;
    } catch (IOException | MalformedException e) {
      throw unreadable(spec, e);
    }
  }

  private static PrivateKey key(FileSpec spec) throws UnfitException {
    try {
      return PrivateKeys.ofPem(Files.readString(spec.path()), null);
    } catch (IOException | IllegalArgumentException | MalformedException e) {
      throw unreadable(spec, e);
    }
  }

  /** Without the exception's message: it may quote a damaged key. */
  private static UnfitException unreadable(FileSpec spec, Exception e) {
    return new UnfitException(
        e instanceof NoSuchFileException
            ? spec.path() + " is not there"
            : spec.path() + " cannot be read");
  }

  private static void checkAttributes(FileSpec spec) throws UnfitException {
    try {
      PosixFileAttributes found = Files.readAttributes(spec.path(), PosixFileAttributes.class);
      @Nullable String wrong = wrong(spec, found);
      if (wrong != null) {
        throw new UnfitException(spec.path() + " has another " + wrong + " than the manifest says");
      }
    } catch (IOException e) {
      throw unreadable(spec, e);
    }
  }

  private static @Nullable String wrong(FileSpec spec, PosixFileAttributes found) {
    Set<PosixFilePermission> permissions = found.permissions();
    if (!permissions.equals(spec.mode().permissions())) {
      return "mode";
    }
    if (!found.owner().equals(spec.owner())) {
      return "owner";
    }
    return found.group().equals(spec.group()) ? null : "group";
  }
}
