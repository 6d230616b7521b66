package bulla.revocation;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One CRL that a verdict rests on.
 *
 * @param issuer the name in it (RFC 4514)
 * @param number its CRL number, null if it has none
 * @param nextUpdate null if it has none
 * @param delta whether it is one to another list (RFC 5280 5.2.4)
 * @param signer the subject of whose certificate signed it; null where nobody has found that out
 * @param listed whether the certificate stands in it as revoked
 * @param failure why it does not count; null if it does
 */
public record CrlEvidence(
    CrlOrigin origin,
    String issuer,
    @Nullable BigInteger number,
    Instant thisUpdate,
    @Nullable Instant nextUpdate,
    boolean delta,
    @Nullable String signer,
    boolean listed,
    @Nullable CrlFailure failure) {

  static CrlEvidence of(HeldCrl list, boolean listed, @Nullable CrlFailure failure) {
    return new CrlEvidence(
        list.origin(),
        list.index().issuer().rfc2253Ascii(),
        list.index().number(),
        list.index().thisUpdate(),
        list.index().nextUpdate(),
        list.index().baseNumber() != null,
        list.signer(),
        listed,
        failure);
  }
}
