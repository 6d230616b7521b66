package bulla.agent;

import bulla.cfssl.Subject;
import bulla.cfssl.SubjectName;
import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.Name;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a certificate is what a manifest wants now. Each rule gives null or the reason for a
 * new one.
 */
final class Judgement {
  private final Manifest.Pair wanted;
  private final Duration before;

  Judgement(Manifest.Pair wanted, Duration before) {
    this.wanted = wanted;
    this.before = before;
  }

  /** Whether the certificate can be used at all. */
  @Nullable String unusable(Certificate certificate, Certificate ca, Instant now) {
    if (!certificate.isSignedBy(ca)) {
      return "the certificate is not signed by the CA's current certificate";
    }
    if (!ca.isValidAt(now)) {
      return "the CA's certificate is not valid now";
    }
    List<String> allowed = certificate.extendedKeyUsages();
    boolean usable =
        allowed.isEmpty()
            || allowed.contains(ExtendedUsages.ANY)
            || wanted.usages().contains(ExtendedUsages.ANY)
            || wanted.usages().stream().anyMatch(allowed::contains);
    if (!usable) {
      return "the certificate allows none of the wanted key usages";
    }
    return now.isAfter(certificate.notAfter()) ? "the certificate has expired" : null;
  }

  /** Whether it is not the one that was asked for. */
  @Nullable String different(Certificate certificate) {
    if (!sameSubject(certificate.subject())) {
      return "spec subject has changed";
    }
    if (!sameHosts(certificate)) {
      return "spec hosts have changed";
    }
    return sameKey(certificate.publicKey()) ? null : "spec key algorithm or size has changed";
  }

  /** Whether its time comes. */
  @Nullable String due(Certificate certificate, Instant now) {
    Instant horizon = now.plus(lead(certificate));
    if (horizon.isAfter(certificate.notAfter())) {
      return "the certificate is due for renewal: it ends " + certificate.notAfter();
    }
    return certificate.notBefore().isAfter(horizon) ? "the certificate is not valid yet" : null;
  }

  /**
   * A certificate that lives no longer than {@code before} would be due from its first minute, and
   * replaced at every check; it is renewed in the last third of its life.
   */
  private Duration lead(Certificate certificate) {
    Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
    return before.compareTo(life) < 0 ? before : life.dividedBy(3);
  }

  private boolean sameSubject(Name found) {
    Subject asked = wanted.request().subject();
    return same(found, "C", asked, SubjectName::country)
        && same(found, "ST", asked, SubjectName::state)
        && same(found, "L", asked, SubjectName::locality)
        && same(found, "O", asked, SubjectName::organization)
        && same(found, "OU", asked, SubjectName::organizationalUnit)
        && found.values("CN").equals(given(asked.commonName()))
        && found.values("SerialNumber").equals(given(asked.serialNumber()));
  }

  /** DER sorts the values of one RDN, so their order means nothing. */
  private static boolean same(
      Name found, String type, Subject asked, Function<SubjectName, String> attribute) {
    return found.values(type).stream()
        .sorted()
        .toList()
        .equals(
            asked.names().stream()
                .map(attribute)
                .filter(value -> !value.isEmpty())
                .sorted()
                .toList());
  }

  private static List<String> given(String value) {
    return value.isEmpty() ? List.of() : List.of(value);
  }

  private boolean sameHosts(Certificate certificate) {
    Set<Object> found = Hosts.normal(certificate.dnsNames());
    found.addAll(Hosts.normal(certificate.ipAddresses()));
    return found.equals(Hosts.normal(wanted.request().hosts()));
  }

  private boolean sameKey(PublicKey key) {
    KeyRequest asked = wanted.request().key();
    return switch (key) {
      case RSAPublicKey rsa ->
          asked.algorithm().equals("rsa") && rsa.getModulus().bitLength() == asked.size();
      case ECPublicKey ec ->
          asked.algorithm().equals("ecdsa")
              && ec.getParams().getCurve().getField().getFieldSize() == asked.size();
      default -> false;
    };
  }
}
