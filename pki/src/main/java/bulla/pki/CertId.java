package bulla.pki;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * How OCSP names a certificate (RFC 6960 4.1.1): hashes of the issuer's name and key, and the
 * serial number. Equal when all four parts are; the hash algorithm's absent or NULL parameters
 * count alike.
 */
public final class CertId {
  private final String hashOid;
  private final byte[] issuerNameHash;
  private final byte[] issuerKeyHash;
  private final BigInteger serial;

  private CertId(String hashOid, byte[] issuerNameHash, byte[] issuerKeyHash, BigInteger serial) {
    this.hashOid = hashOid;
    this.issuerNameHash = issuerNameHash;
    this.issuerKeyHash = issuerKeyHash;
    this.serial = serial;
  }

  /** The hash algorithms of a CertID; SHA-1 is what nearly every client sends. */
  public enum Hash {
    SHA1("SHA-1", OIWObjectIdentifiers.idSHA1),
    SHA256("SHA-256", NISTObjectIdentifiers.id_sha256);

    private final String jcaName;
    private final ASN1ObjectIdentifier oid;

    Hash(String jcaName, ASN1ObjectIdentifier oid) {
      this.jcaName = jcaName;
      this.oid = oid;
    }

    byte[] of(byte[] octets) {
      try {
        return MessageDigest.getInstance(jcaName).digest(octets);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + jcaName, e);
      }
    }
  }

  /** The id of {@code subject} under {@code issuer}. */
  public static CertId of(Certificate subject, Certificate issuer, Hash hash) {
    return of(subject.serial(), issuer, hash);
  }

  /** The id of the certificate with that serial number under {@code issuer}. */
  public static CertId of(BigInteger serial, Certificate issuer, Hash hash) {
    byte[] key = issuer.holder().getSubjectPublicKeyInfo().getPublicKeyData().getOctets();
    return new CertId(hash.oid.getId(), hash.of(issuer.subject().der()), hash.of(key), serial);
  }

  static CertId of(CertID id) {
    return new CertId(
        id.getHashAlgorithm().getAlgorithm().getId(),
        id.getIssuerNameHash().getOctets(),
        id.getIssuerKeyHash().getOctets(),
        id.getSerialNumber().getValue());
  }

  /** The hash algorithm's dotted object identifier. */
  public String hashOid() {
    return hashOid;
  }

  /** The hash of the DER of the issuer's name. */
  public byte[] issuerNameHash() {
    return issuerNameHash.clone();
  }

  /** The hash of the issuer's public key, without tag and length. */
  public byte[] issuerKeyHash() {
    return issuerKeyHash.clone();
  }

  /** The certificate's serial number. */
  public BigInteger serial() {
    return serial;
  }

  /** Whether this speaks of {@code subject} under {@code issuer}, by any hash that we know. */
  public boolean names(Certificate subject, Certificate issuer) {
    return serial.equals(subject.serial()) && isUnder(issuer);
  }

  /** Whether the two hashes are those of {@code issuer}. */
  public boolean isUnder(Certificate issuer) {
    for (Hash hash : Hash.values()) {
      if (hash.oid.getId().equals(hashOid)) {
        return equals(of(serial, issuer, hash));
      }
    }
    return false;
  }

  CertID toAsn1() {
    return new CertID(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(hashOid), DERNull.INSTANCE),
        new DEROctetString(issuerNameHash),
        new DEROctetString(issuerKeyHash),
        new ASN1Integer(serial));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertId that
        && serial.equals(that.serial)
        && hashOid.equals(that.hashOid)
        && Arrays.equals(issuerNameHash, that.issuerNameHash)
        && Arrays.equals(issuerKeyHash, that.issuerKeyHash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(serial, Arrays.hashCode(issuerKeyHash));
  }

  @Override
  public String toString() {
    return "serial %s under key %s".formatted(serial, HexFormat.of().formatHex(issuerKeyHash));
  }
}
