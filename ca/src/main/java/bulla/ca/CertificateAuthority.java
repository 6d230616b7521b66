package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.SignRequest;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Issues certificates: signs them, keeps their rows, and answers for them at once. Thread-safe;
 * calls block on the database.
 */
public final class CertificateAuthority {
  private final Signer signer;
  private final @Nullable CertDb db;
  private final @Nullable OcspSigner ocsp;
  private final InstantSource clock;

  /**
   * Makes an authority.
   *
   * @param db where rows are kept; null for nowhere
   * @param ocsp signs the good answer that goes in with the row; null for no answer
   */
  public CertificateAuthority(
      Signer signer, @Nullable CertDb db, @Nullable OcspSigner ocsp, InstantSource clock) {
    this.signer = signer;
    this.db = db;
    this.ocsp = ocsp;
    this.clock = clock;
  }

  /**
   * Signs a certificate and, with a database, stores it together with its good OCSP answer: from
   * then on it is good at every responder of that database.
   *
   * @param label kept with the row
   * @throws CfsslException if policy refuses, or the database cannot keep it; then nobody gets it
   */
  public Certificate issue(SignRequest request, Profile profile, String label)
      throws CfsslException {
    Certificate certificate = signer.sign(request, profile);
    if (db != null) {
      Instant now = clock.instant();
      OcspRow answer = ocsp == null ? null : ocsp.row(certificate, new CertStatus.Good(), now);
      db.insert(CertificateRow.issued(certificate, label, request.metadata(), now), answer);
    }
    return certificate;
  }

  /** The CA's key and certificate. */
  public Signer signer() {
    return signer;
  }
}
