package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.Setting;
import bulla.pki.CertId;
import bulla.revocation.AllowedPlaces;
import bulla.revocation.HttpUrl;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of the SSLOCSP directives, all of servers and virtual hosts. */
final class OcspSettings {
  private OcspSettings() {}

  /** SSLOCSPEnable's words. */
  enum Scope {
    OFF,
    /** Only the client's own certificate. */
    LEAF,
    /** Every certificate of the chain that is not self-issued. */
    ON
  }

  static final Setting<Scope> ENABLE = Setting.of("SSLOCSPEnable", Scope.OFF);

  /** Where it was written. */
  static final Setting<Optional<DirectiveLine>> ENABLE_LINE =
      Setting.of("line of SSLOCSPEnable", Optional.empty());

  static final Setting<RevocationPolicy> POLICY =
      Setting.of("BullaRevocationPolicy", new RevocationPolicy.Hard());
  static final Setting<Boolean> NO_OCSP_FOR_CERT_OK = Setting.of("no_ocsp_for_cert_ok", false);

  /** Whether noRevAvail (RFC 9608) is believed, of CRLs too. */
  static final Setting<Boolean> NO_REV_AVAIL = Setting.of("BullaNoRevAvail", false);

  static final Setting<Optional<String>> DEFAULT_RESPONDER =
      Setting.of("SSLOCSPDefaultResponder", Optional.empty());
  static final Setting<Boolean> OVERRIDE_RESPONDER = Setting.of("SSLOCSPOverrideResponder", false);
  static final Setting<Boolean> NONCE = Setting.of("SSLOCSPUseRequestNonce", true);

  /** Seconds. */
  static final Setting<Long> TIME_SKEW = Setting.of("SSLOCSPResponseTimeSkew", 300L);

  /** Seconds, -1 for no limit. */
  static final Setting<Long> MAX_AGE = Setting.of("SSLOCSPResponseMaxAge", -1L);

  /** Seconds of each step. */
  static final Setting<Long> TIMEOUT = Setting.of("SSLOCSPResponderTimeout", 10L);

  static final Setting<Boolean> NO_VERIFY = Setting.of("SSLOCSPNoverify", false);

  /** Asked in the place of responders, for staples too. */
  static final Setting<Optional<HttpUrl>> PROXY = Setting.of("SSLOCSPProxyURL", Optional.empty());

  /** Who is asked because a certificate names it, for staples, issuers and CRLs too. */
  static final Setting<AllowedPlaces> ALLOWED =
      Setting.of("BullaRevocationAllow", AllowedPlaces.DEFAULT);

  /** By which certificates are named to responders, for staples too. */
  static final Setting<CertId.Hash> HASH = Setting.of("BullaOCSPHash", CertId.Hash.SHA1);

  /** Where answers about clients outlive the process. Of the main server. */
  static final Setting<Optional<Path>> CACHE = Setting.of("BullaOCSPCache", Optional.empty());

  static final Setting<Optional<Path>> RESPONDER_CERTIFICATES =
      Setting.of("SSLOCSPResponderCertificateFile", Optional.empty());
}
