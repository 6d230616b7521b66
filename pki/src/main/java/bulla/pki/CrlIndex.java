package bulla.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * A CRL (RFC 5280 5) to look certificates up in, also one of a million entries: the entries are
 * kept in compact form and the encoding is not kept at all. Immutable, safe for any thread.
 */
public final class CrlIndex {
  private static final int VERSION_2 = 1;
  private static final int EXTENSIONS = 0xa0;

  private final Name issuer;
  private final String issuerText;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final CrlEntries entries;
  private final Extensions extensions;

  private CrlIndex(
      Name issuer,
      Instant thisUpdate,
      @Nullable Instant nextUpdate,
      CrlEntries entries,
      Extensions extensions) {
    this.issuer = issuer;
    this.issuerText = issuer.canonical();
    this.thisUpdate = thisUpdate;
    this.nextUpdate = nextUpdate;
    this.entries = entries;
    this.extensions = extensions;
  }

  /** A CRL that was read, and what its signature can be verified by. */
  public record Read(CrlIndex index, CrlSignature signature) {}

  /**
   * Reads a DER CRL; its signature is not looked at.
   *
   * @param der is kept by the signature and must not be changed
   * @throws MalformedException if it is none
   */
  public static Read ofDer(byte[] der) {
    return MalformedException.decoding("a DER CRL", der, () -> read(der));
  }

  /** Who signed it. */
  public Name issuer() {
    return issuer;
  }

  /** The same as {@link Name#canonical}. */
  public String issuerText() {
    return issuerText;
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
    return extensions.number;
  }

  /** The number of the CRL that this one continues (RFC 5280 5.2.4); null for a complete CRL. */
  public @Nullable BigInteger baseNumber() {
    return extensions.baseNumber;
  }

  /** Which certificates it speaks of. */
  public CrlScope scope() {
    return extensions.scope;
  }

  /**
   * Whether it has a critical extension, of the list or of an entry, that nobody here knows: it
   * must not be used then (RFC 5280 5.2, 5.3).
   */
  public boolean unknownCritical() {
    return extensions.unknownCritical || entries.unknownCritical();
  }

  /** Whether {@code signer} can be the one that its authority key identifier means. */
  public boolean mayBeSignedBy(Certificate signer) {
    byte[] wanted = extensions.keyIdentifier;
    byte[] got = signer.subjectKeyIdentifier();
    return issuerText.equals(signer.subject().canonical())
        && (wanted == null || got == null || Arrays.equals(wanted, got));
  }

  /**
   * What lists that follow one another have in common: issuer, its key, scope, and whether they are
   * complete. Numbers grow along it (RFC 5280 5.2.3), and a delta continues the list of the same
   * line but for the last.
   */
  public Line line() {
    byte[] key = extensions.keyIdentifier;
    return new Line(
        issuerText,
        key == null ? "" : HexFormat.of().formatHex(key),
        extensions.scope.text(),
        extensions.baseNumber == null);
  }

  /** See {@link #line}. */
  public record Line(String issuer, String key, String scope, boolean complete) {
    /** The line of the complete lists that this one's lists continue. */
    public Line ofBase() {
      return new Line(issuer, key, scope, true);
    }
  }

  /** How many certificates it lists. */
  public int count() {
    return entries.count();
  }

  /** Octets of memory that its entries take. */
  public long size() {
    return entries.size();
  }

  /** The entry of a certificate, or null if the list does not have it. */
  public Crl.@Nullable Entry entry(Certificate certificate) {
    return entry(certificate.issuer().canonical(), certificate.serial());
  }

  /**
   * The entry of a certificate, or null if the list does not have it.
   *
   * @param issuer of the certificate, {@link Name#canonical}
   */
  public Crl.@Nullable Entry entry(String issuer, BigInteger serial) {
    return entries.find(issuer, serial);
  }

  private static Read read(byte[] der) {
    DerReader whole = new DerReader(der, 0, der.length);
    DerReader list = whole.take(DerReader.SEQUENCE).inside();
    whole.finish();
    list.take(DerReader.SEQUENCE);
    int from = list.start();
    int to = list.end();
    DerReader signed = list.inside();
    byte[] algorithm = list.take(DerReader.SEQUENCE).element();
    byte[] bits = list.take(DerReader.BIT_STRING).bytes();
    list.finish();
    if (bits.length == 0 || bits[0] != 0) {
      throw new IllegalArgumentException("a signature of no whole number of octets");
    }
    byte[] signature = Arrays.copyOfRange(bits, 1, bits.length);
    return new Read(
        index(der, signed, algorithm), new CrlSignature(der, from, to, algorithm, signature));
  }

  private static CrlIndex index(byte[] der, DerReader signed, byte[] algorithm) {
    boolean versioned = signed.takes(DerReader.INTEGER);
    if (versioned && !Arrays.equals(signed.bytes(), new byte[] {VERSION_2})) {
      throw new IllegalArgumentException("a version that is not v2");
    }
    if (!Arrays.equals(signed.take(DerReader.SEQUENCE).element(), algorithm)) {
      throw new IllegalArgumentException("another signature algorithm inside than outside");
    }
    Name issuer = Name.ofDer(signed.take(DerReader.SEQUENCE).element());
    Instant thisUpdate = Instant.ofEpochSecond(signed.time());
    boolean dated =
        signed.tag() == DerReader.UTC_TIME || signed.tag() == DerReader.GENERALIZED_TIME;
    Instant nextUpdate = dated ? Instant.ofEpochSecond(signed.time()) : null;
    boolean listed = signed.takes(DerReader.SEQUENCE);
    CrlEntries entries =
        CrlEntries.read(
            issuer.canonical(),
            der,
            listed ? signed.content() : der.length,
            listed ? signed.end() : der.length);
    Extensions extensions = new Extensions();
    if (versioned && signed.takes(EXTENSIONS)) {
      DerReader explicit = signed.inside();
      extensions.read(explicit.take(DerReader.SEQUENCE).inside(), issuer);
      explicit.finish();
    }
    signed.finish();
    return new CrlIndex(issuer, thisUpdate, nextUpdate, entries, extensions);
  }

  /** The CRL's extensions (RFC 5280 5.2); each counts once. */
  private static final class Extensions {
    private @Nullable BigInteger number;
    private @Nullable BigInteger baseNumber;
    private byte @Nullable [] keyIdentifier;
    private CrlScope scope = CrlScope.WHOLE;
    private boolean unknownCritical;

    void read(DerReader all, Name issuer) {
      Set<Integer> seen = new HashSet<>();
      while (all.hasNext()) {
        CrlExtension extension = CrlExtension.read(all);
        if (extension.id() != CrlExtension.OTHER && !seen.add(extension.id())) {
          throw new IllegalArgumentException("an extension twice: 2.5.29." + extension.id());
        }
        take(extension, issuer);
      }
    }

    private void take(CrlExtension extension, Name issuer) {
      switch (extension.id()) {
        case CrlExtension.NUMBER -> number = integer(extension.value());
        case CrlExtension.DELTA_INDICATOR -> baseNumber = integer(extension.value());
        case CrlExtension.ISSUING_DISTRIBUTION_POINT ->
            scope = CrlScope.of(extension.value().take().element(), issuer);
        case CrlExtension.AUTHORITY_KEY_IDENTIFIER ->
            keyIdentifier =
                AuthorityKeyIdentifier.getInstance(extension.value().take().element())
                    .getKeyIdentifierOctets();
        default -> unknownCritical |= extension.critical();
      }
    }

    private static BigInteger integer(DerReader value) {
      value.integer();
      return new BigInteger(value.bytes());
    }
  }
}
