package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.pki.Name;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of one certificate: what follows {@code SSL_CLIENT_} or {@code SSL_SERVER_}. */
final class CertificateVariables {
  private CertificateVariables() {}

  /** OpenSSL's long names of the algorithms that certificates use. */
  private static final Map<String, String> ALGORITHMS =
      Map.ofEntries(
          Map.entry("1.2.840.10045.2.1", "id-ecPublicKey"),
          Map.entry("1.2.840.113549.1.1.1", "rsaEncryption"),
          Map.entry("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
          Map.entry("1.2.840.113549.1.1.10", "rsassaPss"),
          Map.entry("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
          Map.entry("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
          Map.entry("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
          Map.entry("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
          Map.entry("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
          Map.entry("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
          Map.entry("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
          Map.entry("1.3.101.112", "ED25519"),
          Map.entry("1.3.101.113", "ED448"));

  /**
   * A variable's value.
   *
   * @param legacy whether names are written with slashes (LegacyDNStringFormat)
   */
  static @Nullable String value(String name, Certificate certificate, boolean legacy, Instant now) {
    return switch (name) {
      case "M_VERSION" -> String.valueOf(certificate.holder().getVersionNumber());
      case "M_SERIAL" -> certificate.serialHex();
      case "V_START" -> CertificateDetails.time(certificate.notBefore());
      case "V_END" -> CertificateDetails.time(certificate.notAfter());
      case "V_REMAIN" ->
          String.valueOf(Math.max(0, Duration.between(now, certificate.notAfter()).toDays()));
      case "S_DN" -> whole(certificate.subject(), legacy);
      case "I_DN" -> whole(certificate.issuer(), legacy);
      case "A_SIG" ->
          algorithm(certificate.holder().getSignatureAlgorithm().getAlgorithm().getId());
      case "A_KEY" ->
          algorithm(
              certificate.holder().getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm().getId());
      case "CERT" -> certificate.pem();
      case "CERT_RFC4523_CEA" ->
          "{ serialNumber "
              + certificate.serial()
              + ", issuer rdnSequence:\""
              + certificate.issuer().rfc2253()
              + "\" }";
      default -> part(name, certificate);
    };
  }

  private static @Nullable String part(String name, Certificate certificate) {
    if (name.startsWith("S_DN_")) {
      return DistinguishedNames.part(certificate.subject(), name.substring(5));
    }
    if (name.startsWith("I_DN_")) {
      return DistinguishedNames.part(certificate.issuer(), name.substring(5));
    }
    if (name.startsWith("SAN_DNS_")) {
      return DistinguishedNames.nth(
          certificate.dnsNames(), DistinguishedNames.index(name.substring(8)));
    }
    if (name.startsWith("SAN_Email_")) {
      return DistinguishedNames.nth(
          certificate.emailAddresses(), DistinguishedNames.index(name.substring(10)));
    }
    return null;
  }

  private static String whole(Name name, boolean legacy) {
    return legacy ? name.oneLine() : name.rfc2253();
  }

  private static String algorithm(String oid) {
    return ALGORITHMS.getOrDefault(oid, oid);
  }
}
