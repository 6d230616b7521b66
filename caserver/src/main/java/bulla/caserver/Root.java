package bulla.caserver;

import bulla.ca.CertDb;
import bulla.ca.CertificateAuthority;
import bulla.ca.Profile;
import bulla.ca.SigningConfiguration;
import bulla.cfssl.CaInformation;
import bulla.pki.Certificate;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One CA of multirootca, ready to sign.
 *
 * @param networks who may ask it; empty for everybody
 * @param db its certdb, which it owns; null for none
 */
record Root(
    String label,
    Certificate certificate,
    CertificateAuthority authority,
    SigningConfiguration configuration,
    List<Network> networks,
    @Nullable CertDb db)
    implements AutoCloseable {
  Root {
    networks = List.copyOf(networks);
  }

  boolean admits(InetAddress client) {
    return networks.isEmpty() || networks.stream().anyMatch(net -> net.contains(client));
  }

  /** What {@code info} tells; an unknown profile is answered with the default's data. */
  CaInformation information(String name) {
    Profile profile = configuration.profile(name);
    return new CaInformation(
        certificate.pem().stripTrailing(), profile.usages(), profile.expiryText());
  }

  @Override
  public void close() {
    if (db != null) {
      db.close();
    }
  }
}
