package bulla.revocation;

import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.SignatureVerifier;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a policy out of another: what is not said stays as it is there. What the words mean, {@link
 * OcspPolicy} tells. For one use by one thread.
 */
public final class OcspPolicyBuilder {

  private @Nullable String defaultResponder;
  private boolean overrideResponder;
  private boolean nonce;
  private Duration skew;
  private @Nullable Duration maxAge;
  private Duration timeout;
  private boolean noverify;
  private List<Certificate> responderCertificates;
  private @Nullable HttpUrl proxy;
  private CertId.Hash hash;
  private AllowedPlaces allowed;
  private SignatureVerifier signatures;

  OcspPolicyBuilder(OcspPolicy from) {
    defaultResponder = from.defaultResponder();
    overrideResponder = from.overrideResponder();
    nonce = from.nonce();
    skew = from.skew();
    maxAge = from.maxAge();
    timeout = from.timeout();
    noverify = from.noverify();
    responderCertificates = from.responderCertificates();
    proxy = from.proxy();
    hash = from.hash();
    allowed = from.allowed();
    signatures = from.signatures();
  }

  /** The policy that was described. */
  public OcspPolicy build() {
    return new OcspPolicy(
        defaultResponder,
        overrideResponder,
        nonce,
        skew,
        maxAge,
        timeout,
        noverify,
        responderCertificates,
        proxy,
        hash,
        allowed,
        signatures);
  }

  /** Another responder: asked if the certificate names none, or always; null for none. */
  public OcspPolicyBuilder responder(@Nullable String url, boolean override) {
    defaultResponder = url;
    overrideResponder = override;
    return this;
  }

  /** Whether a nonce is sent and demanded back. */
  public OcspPolicyBuilder nonce(boolean on) {
    nonce = on;
    return this;
  }

  /** How far the clocks may differ. */
  public OcspPolicyBuilder skew(Duration most) {
    skew = most;
    return this;
  }

  /** The oldest thisUpdate, null for any. */
  public OcspPolicyBuilder maxAge(@Nullable Duration oldest) {
    maxAge = oldest;
    return this;
  }

  /** Another time limit of each network step. */
  public OcspPolicyBuilder timeout(Duration step) {
    timeout = step;
    return this;
  }

  /** Whether unsigned words are believed. */
  public OcspPolicyBuilder noverify(boolean on) {
    noverify = on;
    return this;
  }

  /** Signers that are trusted as they are. */
  public OcspPolicyBuilder responderCertificates(List<Certificate> signers) {
    responderCertificates = signers;
    return this;
  }

  /** Who is asked in the responder's stead, null for nobody. */
  public OcspPolicyBuilder proxy(@Nullable HttpUrl url) {
    proxy = url;
    return this;
  }

  /** By which hash the certificate is named. */
  public OcspPolicyBuilder hash(CertId.Hash other) {
    hash = other;
    return this;
  }

  /** Who is asked because a certificate names it. */
  public OcspPolicyBuilder allowed(AllowedPlaces places) {
    allowed = places;
    return this;
  }

  /** Who verifies the signatures of responses and of responders' certificates. */
  public OcspPolicyBuilder signatures(SignatureVerifier verifier) {
    signatures = verifier;
    return this;
  }
}
