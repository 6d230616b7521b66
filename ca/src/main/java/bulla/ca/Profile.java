package bulla.ca;

import bulla.cfssl.AuthKey;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/**
 * A signing profile, ready for use: what it left out has been taken from the default profile.
 *
 * @param usages as written; null if it has none
 * @param expiryText as written
 * @param expiry how long certificates live
 * @param backdate how long before now they begin
 * @param notBefore overrides the beginning
 * @param notAfter overrides the end
 * @param issuerUrls CA issuers of the authority information access
 * @param ocspUrl empty for none
 * @param crlUrl empty for none
 * @param isCa whether certificates are CAs
 * @param pathLength -1 for no limit
 * @param ocspNoCheck whether certificates carry id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1)
 * @param authKeys keys that a request's token may be made with; empty if none is asked for
 * @param nameWhitelist every name must contain a match; null for no limit
 * @param copyExtensions whether the CSR's extensions are taken over
 * @param allowedExtensions dotted OIDs that requests may add
 * @param policies certificate policies; empty for none
 * @param csrWhitelist what of the CSR is taken; null for all
 * @param clientProvidesSerialNumbers whether the request sets the serial number
 * @param authRemote signs in this CA's place; null for a local profile
 */
public record Profile(
    @Nullable List<String> usages,
    String expiryText,
    Duration expiry,
    Duration backdate,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    List<String> issuerUrls,
    String ocspUrl,
    String crlUrl,
    boolean isCa,
    int pathLength,
    boolean ocspNoCheck,
    List<AuthKey> authKeys,
    @Nullable Pattern nameWhitelist,
    boolean copyExtensions,
    Set<String> allowedExtensions,
    List<PolicyInformation> policies,
    @Nullable CsrWhitelist csrWhitelist,
    boolean clientProvidesSerialNumbers,
    @Nullable Remote authRemote) {

  /** Copies the collections. */
  public Profile {
    usages = usages == null ? null : List.copyOf(usages);
    issuerUrls = List.copyOf(issuerUrls);
    authKeys = List.copyOf(authKeys);
    allowedExtensions = Set.copyOf(allowedExtensions);
    policies = List.copyOf(policies);
  }

  /** Whether a request needs a token. */
  public boolean needsToken() {
    return !authKeys.isEmpty();
  }

  /** Whether the token is one for these bytes. */
  public boolean accepts(byte[] token, byte[] request) {
    boolean accepted = false;
    for (AuthKey key : authKeys) {
      accepted |= key.accepts(token, request);
    }
    return accepted;
  }

  /**
   * Another CA that signs.
   *
   * @param servers comma list
   * @param authKey makes the token; null for requests without one
   */
  public record Remote(String servers, @Nullable AuthKey authKey) {}

  /** What of a CSR is taken into the certificate. */
  public record CsrWhitelist(
      boolean subject,
      boolean publicKey,
      boolean dnsNames,
      boolean ipAddresses,
      boolean emailAddresses,
      boolean uris) {}
}
