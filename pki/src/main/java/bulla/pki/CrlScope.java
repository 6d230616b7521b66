package bulla.pki;

import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates, and which reasons, a CRL speaks of: its issuing distribution point (RFC 5280
 * 5.2.5), or all of them.
 *
 * @param name of the partition, null for a CRL that is not partitioned
 * @param reasons the reasons it tells of: the bits of ReasonFlags' first octet, then of its second
 * @param indirect whether it lists certificates of other issuers too
 * @param text tells one scope from another
 */
public record CrlScope(
    @Nullable DistributionPointName name,
    boolean usersOnly,
    boolean authoritiesOnly,
    boolean attributesOnly,
    int reasons,
    boolean indirect,
    String text) {

  /** Every reason but the unused one (RFC 5280 6.3.2). */
  public static final int ALL_REASONS = 0x807f;

  /** All certificates of the issuer. */
  public static final CrlScope WHOLE =
      new CrlScope(null, false, false, false, ALL_REASONS, false, "");

  static CrlScope of(byte[] extension, Name issuer) {
    IssuingDistributionPoint point = IssuingDistributionPoint.getInstance(extension);
    boolean users = point.onlyContainsUserCerts();
    boolean authorities = point.onlyContainsCACerts();
    boolean attributes = point.onlyContainsAttributeCerts();
    if ((users && authorities) || (users && attributes) || (authorities && attributes)) {
      throw new IllegalArgumentException(
          "an issuing distribution point of two kinds of certificates, where one at most belongs");
    }
    return new CrlScope(
        point.getDistributionPoint() == null
            ? null
            : DistributionPointName.of(point.getDistributionPoint(), issuer),
        users,
        authorities,
        attributes,
        point.getOnlySomeReasons() == null
            ? ALL_REASONS
            : point.getOnlySomeReasons().intValue() & ALL_REASONS,
        point.isIndirectCRL(),
        HexFormat.of().formatHex(extension));
  }

  /**
   * The reasons for which the CRL can tell whether a certificate was revoked (RFC 5280 6.3.3 b and
   * d), 0 if it does not speak of it at all.
   *
   * @param crlIssuer of the CRL, {@link Name#canonical}
   */
  public int reasonsFor(Certificate certificate, String crlIssuer) {
    if (attributesOnly || (certificate.isCa() ? usersOnly : authoritiesOnly)) {
      return 0;
    }
    boolean own = certificate.issuer().canonical().equals(crlIssuer);
    List<DistributionPoint> points = certificate.distributionPoints();
    int covered = own && name == null ? reasons : 0;
    for (DistributionPoint point : points) {
      boolean signer = point.crlIssuers().isEmpty() ? own : names(point, crlIssuer);
      DistributionPointName place = point.name();
      if (signer && (name == null || place == null || name.meets(place))) {
        covered |= reasons & point.reasons();
      }
    }
    return covered;
  }

  private boolean names(DistributionPoint point, String crlIssuer) {
    return indirect && point.crlIssuers().contains(crlIssuer);
  }
}
