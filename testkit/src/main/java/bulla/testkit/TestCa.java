package bulla.testkit;

import bulla.pki.Certificate;
import bulla.pki.KeyUsage;
import bulla.pki.Name;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A certification authority that lives in memory: ECDSA P-256, serial numbers from 1000 on. */
public final class TestCa {
  private static final Duration LIFE = Duration.ofDays(3650);

  private final Issued own;
  private final @Nullable TestCa parent;
  private final AtomicLong serials = new AtomicLong(1000);

  private TestCa(Issued own, @Nullable TestCa parent) {
    this.own = own;
    this.parent = parent;
  }

  /** A self-signed root, {@code C=CH,O=Carcano SA,CN=commonName}. */
  public static TestCa root(String commonName) {
    return new TestCa(ca(new CertificateMaker(commonName, null, BigInteger.ONE)), null);
  }

  /** A self-signed root of any name, another CA's for instance. */
  public static TestCa named(Name subject) {
    return new TestCa(
        ca(new CertificateMaker("unused", null, BigInteger.ONE).subject(subject)), null);
  }

  /** Starts a certificate that nobody but itself has signed; an end entity's. */
  public static CertificateMaker selfSigned(String commonName) {
    return new CertificateMaker(commonName, null, BigInteger.ONE);
  }

  /** A CA with a certificate that was made as a test needs it. */
  public static TestCa of(Issued own, TestCa parent) {
    return new TestCa(own, parent);
  }

  /** A CA under this one. */
  public TestCa intermediate(String commonName) {
    return new TestCa(ca(issue(commonName)), this);
  }

  /** Starts a certificate under this CA; an end entity's, valid from an hour ago for 30 days. */
  public CertificateMaker issue(String commonName) {
    return new CertificateMaker(commonName, this, BigInteger.valueOf(serials.incrementAndGet()));
  }

  /** An OCSP signer of this CA. */
  public Issued ocspSigner(String commonName) {
    return issue(commonName).extendedKeyUsages(CertificateMaker.OCSP_SIGNING).make();
  }

  /** This CA's certificate. */
  public Certificate certificate() {
    return own.certificate();
  }

  /** This CA's key. */
  public PrivateKey key() {
    return own.key();
  }

  /** The CA above, or null for a root. */
  public @Nullable TestCa parent() {
    return parent;
  }

  private static Issued ca(CertificateMaker maker) {
    Instant now = Instant.now();
    return maker
        .ca()
        .keyUsages(KeyUsage.CERT_SIGN, KeyUsage.CRL_SIGN)
        .validity(now.minus(Duration.ofDays(365)), now.plus(LIFE))
        .make();
  }
}
