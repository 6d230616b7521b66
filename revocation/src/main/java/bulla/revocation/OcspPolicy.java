package bulla.revocation;

import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.SignatureVerifier;
import bulla.pki.Signatures;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a certificate's revocation is asked for: httpd's SSLOCSP* and SSLStapling* directives.
 *
 * @param defaultResponder asked when the certificate names none (SSLOCSPDefaultResponder)
 * @param overrideResponder ask the default one always (SSLOCSPOverrideResponder, or
 *     SSLStaplingForceURL)
 * @param nonce send one and demand it back (SSLOCSPUseRequestNonce)
 * @param skew how far the clocks may differ (SSLOCSPResponseTimeSkew)
 * @param maxAge the oldest thisUpdate, null for any (SSLOCSPResponseMaxAge)
 * @param timeout for connecting, and again for each read (SSLOCSPResponderTimeout)
 * @param noverify believe unsigned words (SSLOCSPNoverify)
 * @param responderCertificates signers that are trusted as they are
 *     (SSLOCSPResponderCertificateFile)
 * @param proxy asked in the responder's stead, null for none (SSLOCSPProxyURL)
 * @param hash by which the certificate is named (RFC 6960 4.1.1, RFC 9919 4.1; BullaOCSPHash)
 * @param allowed who is asked because a certificate names it (BullaRevocationAllow)
 * @param signatures who verifies those of responses and of responders' certificates
 */
public record OcspPolicy(
    @Nullable String defaultResponder,
    boolean overrideResponder,
    boolean nonce,
    Duration skew,
    @Nullable Duration maxAge,
    Duration timeout,
    boolean noverify,
    List<Certificate> responderCertificates,
    @Nullable HttpUrl proxy,
    CertId.Hash hash,
    AllowedPlaces allowed,
    SignatureVerifier signatures) {

  /** More responders than these are not asked, whatever a certificate names. */
  private static final int RESPONDERS = 3;

  /** httpd's defaults for client certificates. */
  public static final OcspPolicy HTTPD =
      new OcspPolicy(
          null,
          false,
          true,
          Duration.ofSeconds(300),
          null,
          Duration.ofSeconds(10),
          false,
          List.of(),
          null,
          CertId.Hash.SHA1,
          AllowedPlaces.DEFAULT,
          Signatures.JAVA);

  /** httpd's defaults for stapling: the same without a nonce. */
  public static final OcspPolicy STAPLING = HTTPD.with().nonce(false).build();

  public OcspPolicy {
    responderCertificates = List.copyOf(responderCertificates);
  }

  /** The same but for what is said next. */
  public OcspPolicyBuilder with() {
    return new OcspPolicyBuilder(this);
  }

  /** The URLs to ask for this certificate, in order; empty if there is none. */
  List<String> respondersOf(Certificate subject) {
    if (asksDefault(subject)) {
      return defaultResponder == null ? List.of() : List.of(defaultResponder);
    }
    return subject.ocspUrls().stream().distinct().limit(RESPONDERS).toList();
  }

  /** What holds for these URLs: the operator's own is not restricted. */
  AllowedPlaces placesOf(Certificate subject) {
    return asksDefault(subject) ? AllowedPlaces.ANY : allowed;
  }

  private boolean asksDefault(Certificate subject) {
    return overrideResponder || subject.ocspUrls().isEmpty();
  }
}
