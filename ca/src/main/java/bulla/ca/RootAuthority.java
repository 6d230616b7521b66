package bulla.ca;

import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.GoDuration;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A new root.
 *
 * @param request the CSR it was made from, PEM
 */
public record RootAuthority(Certificate certificate, String request) {
  private static final Duration DEFAULT_EXPIRY = Duration.ofDays(1825);
  private static final Duration DEFAULT_BACKDATE = Duration.ofMinutes(5);
  private static final CsrJson.Ca DEFAULTS = new CsrJson.Ca("", "", 0, false);

  /** Makes a self-signed CA certificate: {@code gencert -initca}. */
  public static RootAuthority create(
      CsrJson json, KeyPair keys, InstantSource clock, SecureRandom random) throws CfsslException {
    CsrJson.Ca ca = json.ca() == null ? DEFAULTS : json.ca();
    Profile profile =
        ProfileReader.authority(
            List.of("cert sign", "crl sign"),
            ca.expiry().isEmpty() ? DEFAULT_EXPIRY : GoDuration.of(ca.expiry()),
            ca.backdate().isEmpty() ? DEFAULT_BACKDATE : GoDuration.of(ca.backdate()),
            json.crlUrl(),
            true,
            ca.effectivePathLength());
    String request = CertificateRequests.pem(json, keys);
    Certificate certificate =
        Signer.selfSigning(keys.getPrivate(), clock, random)
            .sign(SignRequest.of(null, request, "", ""), profile);
    return new RootAuthority(certificate, request);
  }
}
