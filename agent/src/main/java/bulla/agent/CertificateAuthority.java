package bulla.agent;

import bulla.agent.CertificateAuthorityException.Fault;
import bulla.cfssl.AuthKey;
import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslClient;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;

/** A manifest's CA, asked over CFSSL's API. Thread-safe; calls block. */
final class CertificateAuthority implements AutoCloseable {
  /** For connecting, and for each exchange: a stuck CA must not hold a manifest for ever. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final CfsslClient client;
  private final Manifest.Authority authority;

  private CertificateAuthority(CfsslClient client, Manifest.Authority authority) {
    this.client = client;
    this.authority = authority;
  }

  /**
   * Makes the client; connects to nothing.
   *
   * @throws CertificateAuthorityException if the remotes or the root certificates are unusable
   */
  static CertificateAuthority of(Manifest.Authority authority, InstantSource clock)
      throws CertificateAuthorityException {
    try {
      return new CertificateAuthority(
          CfsslClient.of(authority.remotes(), authority.rootsPem(), TIMEOUT, clock), authority);
    } catch (CfsslException e) {
      throw new CertificateAuthorityException(Fault.REFUSED, e.text(), e);
    }
  }

  /** The CA's certificate: the first one of what {@code info} answers. */
  Certificate certificate() throws CertificateAuthorityException {
    try {
      return first(client.info(authority.label(), authority.profile()).certificate());
    } catch (CfsslException e) {
      throw failure(e);
    }
  }

  /** Has a certificate made for a key. */
  Certificate enrol(CsrJson request, KeyPair key) throws CertificateAuthorityException {
    AuthKey secret = authority.key();
    if (secret == null) {
      throw new IllegalStateException("a manifest with a certificate has a key");
    }
    try {
      SignRequest asked =
          SignRequest.of(
              request.hosts(),
              CertificateRequests.pem(request, key),
              authority.profile(),
              authority.label());
      return first(client.authsign(asked, secret));
    } catch (CfsslException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static Certificate first(String pem) throws CertificateAuthorityException {
    try {
      return Certificate.ofPem(pem);
    } catch (MalformedException e) {
      throw new CertificateAuthorityException(
          Fault.REFUSED, "the CA's answer holds no certificate: " + e.getMessage(), e);
    }
  }

  private static CertificateAuthorityException failure(CfsslException e) {
    if (e.refusesTheClient()) {
      return new CertificateAuthorityException(Fault.NOT_ALLOWED, e.text().strip(), e);
    }
    // The client gives a cause to what kept it from an answer, none to an answer that says no.
    Fault fault = e.getCause() == null ? Fault.REFUSED : Fault.UNREACHABLE;
    return new CertificateAuthorityException(fault, e.text().strip(), e);
  }
}
