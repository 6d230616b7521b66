package bulla.pki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate says that its CRL can be had (RFC 5280 4.2.1.13).
 *
 * @param name null if it has none: that of the CRL's issuer is meant
 * @param reasons the reasons that its CRLs tell of, bits as {@link CrlScope#ALL_REASONS}
 * @param crlIssuers who signs the CRL, {@link Name#canonical}; empty for the certificate's issuer
 */
public record DistributionPoint(
    @Nullable DistributionPointName name, int reasons, List<String> crlIssuers) {
  public DistributionPoint {
    crlIssuers = List.copyOf(crlIssuers);
  }

  /** Where the CRL can be fetched; empty if not by a URL. */
  public List<String> urls() {
    return name == null ? List.of() : name.urls();
  }

  static List<DistributionPoint> of(CRLDistPoint extension, Name issuer) {
    return Arrays.stream(extension.getDistributionPoints()).map(each -> of(each, issuer)).toList();
  }

  private static DistributionPoint of(
      org.bouncycastle.asn1.x509.DistributionPoint encoded, Name issuer) {
    List<Name> crlIssuers = new ArrayList<>();
    GeneralNames written = encoded.getCRLIssuer();
    for (GeneralName each : written == null ? new GeneralName[0] : written.getNames()) {
      if (each.getTagNo() == GeneralName.directoryName) {
        crlIssuers.add(Name.of(X500Name.getInstance(each.getName())));
      }
    }
    ReasonFlags reasons = encoded.getReasons();
    return new DistributionPoint(
        encoded.getDistributionPoint() == null
            ? null
            : DistributionPointName.of(
                encoded.getDistributionPoint(),
                crlIssuers.isEmpty() ? issuer : crlIssuers.getFirst()),
        reasons == null ? CrlScope.ALL_REASONS : reasons.intValue() & CrlScope.ALL_REASONS,
        crlIssuers.stream().map(Name::canonical).toList());
  }
}
