package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;

/** A certificate revocation list (RFC 5280 5). Immutable. */
public final class Crl {
  private final byte[] der;
  private final X509CRLHolder holder;
  private final Name issuer;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final @Nullable BigInteger number;
  private final byte @Nullable [] authorityKeyIdentifier;
  private final Map<BigInteger, Entry> entries;

  private Crl(byte[] der) throws IOException {
    this.der = der;
    this.holder = new X509CRLHolder(der);
    this.issuer = Name.of(holder.getIssuer());
    this.thisUpdate = holder.getThisUpdate().toInstant();
    this.nextUpdate = holder.getNextUpdate() == null ? null : holder.getNextUpdate().toInstant();
    Extension numbered = holder.getExtension(Extension.cRLNumber);
    this.number =
        numbered == null ? null : ASN1Integer.getInstance(numbered.getParsedValue()).getValue();
    Extension authority = holder.getExtension(Extension.authorityKeyIdentifier);
    this.authorityKeyIdentifier =
        authority == null
            ? null
            : AuthorityKeyIdentifier.getInstance(authority.getParsedValue())
                .getKeyIdentifierOctets();
    this.entries = new LinkedHashMap<>();
    for (Object each : holder.getRevokedCertificates()) {
      Entry entry = entry((X509CRLEntryHolder) each);
      entries.put(entry.serial(), entry);
    }
  }

  /**
   * A revoked certificate.
   *
   * @param reason CRLReason (RFC 5280 5.3.1), or -1 when none is given
   */
  public record Entry(BigInteger serial, Instant revokedAt, int reason) {}

  /**
   * Reads a DER CRL.
   *
   * @throws MalformedException if it is none
   */
  public static Crl ofDer(byte[] der) {
    byte[] own = der.clone();
    return MalformedException.decoding("a DER CRL", own, () -> new Crl(own));
  }

  /**
   * The first CRL of a PEM text.
   *
   * @throws PemException if there is none
   */
  public static Crl ofPem(String text) {
    return Pem.blocks(text).stream()
        .filter(block -> block.label().equals("X509 CRL"))
        .findFirst()
        .map(block -> ofDer(block.der()))
        .orElseThrow(() -> new PemException("expected an X509 CRL in the PEM text, got none"));
  }

  /** Starts a CRL of {@code issuer}. */
  public static CrlBuilder of(Certificate issuer, Instant thisUpdate, Instant nextUpdate) {
    return new CrlBuilder(issuer, thisUpdate, nextUpdate);
  }

  static Crl of(X509CRLHolder holder) {
    try {
      return ofDer(holder.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The octets; the caller's own copy. */
  public byte[] der() {
    return der.clone();
  }

  /** The CRL as a PEM block, ending in a newline. */
  public String pem() {
    return Pem.encode("X509 CRL", der);
  }

  /** Who signed it. */
  public Name issuer() {
    return issuer;
  }

  /** When it was made. */
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** When the next one comes at the latest; null if it does not say. */
  public @Nullable Instant nextUpdate() {
    return nextUpdate;
  }

  /** The CRL number (RFC 5280 5.2.3), or null. */
  public @Nullable BigInteger number() {
    return number;
  }

  /** The key identifier of the authority key identifier, or null. */
  public byte @Nullable [] authorityKeyIdentifier() {
    return authorityKeyIdentifier == null ? null : authorityKeyIdentifier.clone();
  }

  /** All entries, in the list's order. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The entry of a certificate, or null if the list does not have it. */
  public @Nullable Entry entry(BigInteger serial) {
    return entries.get(serial);
  }

  /** Whether {@code issuer} has the name of the list's issuer and its key made the signature. */
  public boolean isSignedBy(Certificate issuer) {
    try {
      return this.issuer.equals(issuer.subject())
          && Signatures.holds(issuer.publicKey(), holder::isSignatureValid);
    } catch (MalformedException e) {
      return false;
    }
  }

  private static Entry entry(X509CRLEntryHolder each) {
    Extension reason = each.getExtension(Extension.reasonCode);
    return new Entry(
        each.getSerialNumber(),
        each.getRevocationDate().toInstant(),
        reason == null
            ? -1
            : ASN1Enumerated.getInstance(reason.getParsedValue()).getValue().intValueExact());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Crl that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
