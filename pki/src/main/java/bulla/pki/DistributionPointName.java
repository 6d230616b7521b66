package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The name of a place that a CRL is given out at (RFC 5280 4.2.1.13): of several names for it, in a
 * form that can be compared. Distinguished names are compared as RFC 5280 7.1 says, others by their
 * octets.
 *
 * @param names what is compared
 * @param urls those of the names that are URLs, as they are written
 */
public record DistributionPointName(List<Object> names, List<String> urls) {
  public DistributionPointName {
    names = List.copyOf(names);
    urls = List.copyOf(urls);
  }

  /**
   * Reads one.
   *
   * @param issuer of the CRL, which a relative name continues
   */
  static DistributionPointName of(
      org.bouncycastle.asn1.x509.DistributionPointName encoded, Name issuer) {
    if (encoded.getType() == org.bouncycastle.asn1.x509.DistributionPointName.FULL_NAME) {
      return of(GeneralNames.getInstance(encoded.getName()));
    }
    List<RDN> whole = new ArrayList<>(List.of(issuer.x500Name().getRDNs()));
    whole.add(RDN.getInstance(ASN1Set.getInstance(encoded.getName())));
    X500Name name = new X500Name(whole.toArray(RDN[]::new));
    return new DistributionPointName(List.of(Name.of(name).canonical()), List.of());
  }

  private static DistributionPointName of(GeneralNames full) {
    List<Object> names = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    for (GeneralName each : full.getNames()) {
      switch (each.getTagNo()) {
        case GeneralName.directoryName ->
            names.add(Name.of(X500Name.getInstance(each.getName())).canonical());
        case GeneralName.uniformResourceIdentifier -> {
          urls.add(each.getName().toString());
          names.add(octets(each));
        }
        default -> names.add(octets(each));
      }
    }
    return new DistributionPointName(names, urls);
  }

  private static ByteBuffer octets(GeneralName name) {
    try {
      return ByteBuffer.wrap(name.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether one of the names is the same. */
  boolean meets(DistributionPointName other) {
    return names.stream().anyMatch(other.names::contains);
  }
}
