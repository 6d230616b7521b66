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
import org.jspecify.annotations.Nullable;

/**
 * A certificate signed by its own key.
 *
 * @param request the CSR it was made from, PEM
 */
public record SelfSigned(Certificate certificate, String request) {
  private static final Duration AUTHORITY_EXPIRY = Duration.ofDays(1825);
  private static final Duration LEAF_EXPIRY = Duration.ofHours(2190);
  private static final Duration DEFAULT_BACKDATE = Duration.ofMinutes(5);
  private static final CsrJson.Ca DEFAULTS = new CsrJson.Ca("", "", 0, false);

  /** Makes a root: {@code gencert -initca}. */
  public static SelfSigned authority(
      CsrJson json, KeyPair keys, InstantSource clock, SecureRandom random) throws CfsslException {
    CsrJson.Ca ca = json.ca() == null ? DEFAULTS : json.ca();
    Profile profile =
        ProfileReader.plain(
            List.of("cert sign", "crl sign"),
            ca.expiry().isEmpty() ? AUTHORITY_EXPIRY : GoDuration.of(ca.expiry()),
            ca.backdate().isEmpty() ? DEFAULT_BACKDATE : GoDuration.of(ca.backdate()),
            json.crlUrl(),
            true,
            ca.effectivePathLength());
    return sign(json, keys, profile, clock, random);
  }

  /**
   * Makes a certificate for tests and strangers: {@code selfsign}.
   *
   * @param profile null for CFSSL's default, which lasts a quarter of a year
   */
  public static SelfSigned leaf(
      CsrJson json,
      KeyPair keys,
      @Nullable Profile profile,
      InstantSource clock,
      SecureRandom random)
      throws CfsslException {
    Profile chosen =
        profile == null
            ? ProfileReader.plain(
                List.of("signing", "key encipherment", "server auth", "client auth"),
                LEAF_EXPIRY,
                DEFAULT_BACKDATE,
                "",
                false,
                -1)
            : profile;
    return sign(json, keys, chosen, clock, random);
  }

  private static SelfSigned sign(
      CsrJson json, KeyPair keys, Profile profile, InstantSource clock, SecureRandom random)
      throws CfsslException {
    String request = CertificateRequests.pem(json, keys);
    Certificate certificate =
        Signer.selfSigning(keys.getPrivate(), clock, random)
            .sign(SignRequest.of(null, request, "", ""), profile);
    return new SelfSigned(certificate, request);
  }
}
