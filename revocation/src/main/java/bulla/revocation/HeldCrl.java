package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.pki.CrlSignature;
import bulla.pki.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CRL in memory, and whose signature it has as far as anybody asked. Its encoding is kept until
 * the signer is known, and let go then: a signature is one key's. Thread-safe.
 */
final class HeldCrl {
  /** More certificates than this of one name and key identifier are an attempt to keep us busy. */
  private static final int MOST_OTHERS = 16;

  private final CrlIndex index;
  private final CrlOrigin origin;
  private @Nullable CrlSignature unverified;
  private volatile List<Certificate> signers = List.of();
  private volatile List<Certificate> others = List.of();

  HeldCrl(CrlIndex.Read read, CrlOrigin origin) {
    this.index = read.index();
    this.origin = origin;
    this.unverified = read.signature();
  }

  CrlIndex index() {
    return index;
  }

  CrlOrigin origin() {
    return origin;
  }

  /** The subject of the signer's certificate; null as long as it is not known. */
  @Nullable String signer() {
    List<Certificate> known = signers;
    return known.isEmpty() ? null : known.getFirst().subject().rfc2253Ascii();
  }

  /** Whether somebody's certificate was found whose key made the signature. */
  boolean verified() {
    return !signers.isEmpty();
  }

  /** Whether this certificate was found to be the signer's. */
  boolean isKnownToBeSignedBy(Certificate signer) {
    return signers.contains(signer);
  }

  /** Whether the key of this certificate made the signature. */
  boolean isSignedBy(Certificate signer) {
    if (isKnownToBeSignedBy(signer)) {
      return true;
    }
    return !others.contains(signer) && verify(signer);
  }

  private synchronized boolean verify(Certificate signer) {
    if (signers.contains(signer)) {
      return true;
    } else if (others.size() >= MOST_OTHERS) {
      return false;
    }
    boolean signed = hasSigned(signer);
    if (signed) {
      signers = with(signers, signer);
      unverified = null;
    } else {
      others = with(others, signer);
    }
    return signed;
  }

  private boolean hasSigned(Certificate signer) {
    try {
      CrlSignature signature = unverified;
      return signature == null
          ? signers.getFirst().publicKey().equals(signer.publicKey())
          : signature.isBy(signer.publicKey());
    } catch (MalformedException e) {
      return false;
    }
  }

  private static List<Certificate> with(List<Certificate> all, Certificate another) {
    List<Certificate> more = new ArrayList<>(all);
    more.add(another);
    return List.copyOf(more);
  }
}
