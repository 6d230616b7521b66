package bulla.responder;

import bulla.ca.CertDb;
import bulla.pki.Certificate;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * One CA on the site.
 *
 * @param label its folder in the site's addresses
 * @param certificate its certificate
 * @param key signs its CRL; null if it is not here, and then there is no CRL
 * @param db knows what it revoked; null if there is none, and then there is no CRL
 */
public record SiteAuthority(
    String label, Certificate certificate, @Nullable PrivateKey key, @Nullable CertDb db) {}
