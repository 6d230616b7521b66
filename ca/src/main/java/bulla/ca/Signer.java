package bulla.ca;

import bulla.cfssl.AlternativeNames;
import bulla.cfssl.CfsslException;
import bulla.cfssl.DistinguishedNames;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.CertificateRequest;
import bulla.pki.MalformedException;
import bulla.pki.Pem;
import bulla.pki.PrivateKeys;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * A CA's key at work: CSR and profile in, certificate out, by CFSSL's local signer's rules.
 * Thread-safe; writes nothing.
 */
public final class Signer {
  private static final int SERIAL_BYTES = 20;

  private final @Nullable Certificate ca;
  private final PrivateKey key;
  private final InstantSource clock;
  private final SecureRandom random;

  private Signer(
      @Nullable Certificate ca, PrivateKey key, InstantSource clock, SecureRandom random) {
    this.ca = ca;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A signer for a CA.
   *
   * @throws CfsslException 2300 if the key is not the certificate's
   */
  public static Signer of(Certificate ca, PrivateKey key, InstantSource clock, SecureRandom random)
      throws CfsslException {
    if (!CaFiles.areAPair(key, ca)) {
      throw new CfsslException(
          ErrorCode.KEY_MISMATCH,
          "the private key is not that of the certificate " + ca.subject().rfc2253());
    }
    return new Signer(ca, key, clock, random);
  }

  /** A signer for certificates that sign themselves: the CSR's key must be this one's. */
  static Signer selfSigning(PrivateKey key, InstantSource clock, SecureRandom random) {
    return new Signer(null, key, clock, random);
  }

  /** The CA's certificate; empty for a signer of self-signed ones. */
  public Optional<Certificate> ca() {
    return Optional.ofNullable(ca);
  }

  /** The CA's key. */
  PrivateKey key() {
    return key;
  }

  /**
   * Signs what the profile allows of a request.
   *
   * @throws CfsslException with the number and text that CFSSL gives to what is wrong
   */
  public Certificate sign(SignRequest request, Profile profile) throws CfsslException {
    CertificateRequest csr = csr(request.certificateRequest());
    Profile.CsrWhitelist allowed = profile.csrWhitelist();
    if (allowed != null && !allowed.publicKey()) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_UNKNOWN, "the profile's CSRWhitelist takes no public key");
    }
    boolean isCa = profile.isCa() || csr.requestsCa();
    refuseCaBeyondPolicy(csr, profile);
    X500Name subject = subject(request, csr, allowed);
    AlternativeNames names = names(request, csr, allowed);
    checkNames(subject, names, profile);
    Usages usages = Usages.of(profile.usages() == null ? List.of() : profile.usages());
    if (usages.isEmpty()) {
      throw new CfsslException(ErrorCode.NO_KEY_USAGE, "no key usage available");
    }
    Instant notBefore = notBefore(request, profile);
    return new CertificateTemplate(
            subject,
            csr.holder().getSubjectPublicKeyInfo(),
            serial(request, profile),
            notBefore,
            notAfter(request, profile, notBefore),
            usages,
            isCa,
            profile.isCa() ? profile.pathLength() : csr.requestedPathLength(),
            profile.isCa()
                ? new AlternativeNames(List.of(), List.of(), names.ips(), List.of())
                : names,
            profile.issuerUrls(),
            profile.ocspUrl(),
            request.crlOverride().isEmpty() ? profile.crlUrl() : request.crlOverride(),
            ExtraExtensions.of(csr, request, profile))
        .sign(ca, key);
  }

  private CertificateRequest csr(String pem) throws CfsslException {
    List<Pem.Block> blocks;
    try {
      blocks = Pem.blocks(pem);
    } catch (MalformedException e) {
      throw new CfsslException(ErrorCode.CSR_DECODE, "CSR Decode failed", e);
    }
    if (blocks.isEmpty()) {
      throw new CfsslException(ErrorCode.CSR_DECODE, "CSR Decode failed");
    }
    String label = blocks.getFirst().label();
    if (!label.equals("CERTIFICATE REQUEST") && !label.equals("NEW CERTIFICATE REQUEST")) {
      throw new CfsslException(ErrorCode.CSR_BAD_REQUEST, "not a csr");
    }
    try {
      CertificateRequest csr = CertificateRequest.ofDer(blocks.getFirst().der());
      if (!csr.verifiesItself()) {
        throw new CfsslException(
            ErrorCode.CSR_BAD_REQUEST, "the CSR's signature was not made by its own key");
      }
      if (ca == null && !PrivateKeys.matches(key, csr.publicKey())) {
        throw new CfsslException(ErrorCode.KEY_MISMATCH, "the CSR is for another key");
      }
      return csr;
    } catch (MalformedException e) {
      throw new CfsslException(ErrorCode.CSR_BAD_REQUEST, "CSR Parse failed", e);
    }
  }

  private void refuseCaBeyondPolicy(CertificateRequest csr, Profile profile) throws CfsslException {
    if (!csr.requestsCa()) {
      return;
    }
    int issuersLength = ca == null ? -1 : ca.pathLength();
    boolean tooLong = issuersLength > 0 && csr.requestedPathLength() >= issuersLength;
    if (!profile.isCa() || issuersLength == 0 || tooLong) {
      throw new CfsslException(ErrorCode.INVALID_REQUEST, "Policy violation request");
    }
  }

  private static X500Name subject(
      SignRequest request, CertificateRequest csr, Profile.@Nullable CsrWhitelist allowed)
      throws CfsslException {
    X500Name requested =
        allowed == null || allowed.subject() ? csr.subject().x500Name() : new X500Name(new RDN[0]);
    return request.subject() == null
        ? DistinguishedNames.reencoded(requested)
        : DistinguishedNames.overridden(requested, request.subject());
  }

  private static AlternativeNames names(
      SignRequest request, CertificateRequest csr, Profile.@Nullable CsrWhitelist allowed) {
    if (request.hosts() != null) {
      return AlternativeNames.ofHosts(request.hosts());
    }
    AlternativeNames requested = ExtraExtensions.alternativeNames(csr);
    return allowed == null
        ? requested
        : new AlternativeNames(
            allowed.dnsNames() ? requested.dns() : List.of(),
            allowed.emailAddresses() ? requested.emails() : List.of(),
            allowed.ipAddresses() ? requested.ips() : List.of(),
            allowed.uris() ? requested.uris() : List.of());
  }

  /** The whitelist is not anchored, and says nothing of IP addresses, as in the original. */
  private static void checkNames(X500Name subject, AlternativeNames names, Profile profile)
      throws CfsslException {
    if (profile.nameWhitelist() == null) {
      return;
    }
    Stream<String> commonNames =
        Stream.of(subject.getRDNs(BCStyle.CN)).map(rdn -> rdn.getFirst().getValue().toString());
    Stream<String> all =
        Stream.of(commonNames, names.dns().stream(), names.emails().stream(), names.uris().stream())
            .flatMap(stream -> stream);
    if (!all.allMatch(name -> profile.nameWhitelist().matcher(name).find())) {
      throw new CfsslException(
          ErrorCode.UNMATCHED_WHITELIST, "Request does not match policy whitelist");
    }
  }

  private BigInteger serial(SignRequest request, Profile profile) throws CfsslException {
    if (profile.clientProvidesSerialNumbers()) {
      if (request.serial() == null) {
        throw new CfsslException(ErrorCode.MISSING_SERIAL, "Missing serial number in request");
      }
      if (request.serial().signum() < 0) {
        throw new CfsslException(
            ErrorCode.CERTIFICATE_UNKNOWN, "a serial number must not be negative");
      }
      return request.serial();
    }
    byte[] serial = new byte[SERIAL_BYTES];
    random.nextBytes(serial);
    // RFC 5280 4.1.2.2: at most 20 octets and positive, so the top bit must be clear.
    serial[0] &= 0x7f;
    return new BigInteger(1, serial);
  }

  private Instant notBefore(SignRequest request, Profile profile) {
    if (request.notBefore() != null) {
      return request.notBefore();
    }
    if (profile.notBefore() != null) {
      return profile.notBefore();
    }
    Instant rounded = clock.instant().plus(Duration.ofSeconds(30)).truncatedTo(ChronoUnit.MINUTES);
    return rounded.minus(profile.backdate());
  }

  private static Instant notAfter(SignRequest request, Profile profile, Instant notBefore)
      throws CfsslException {
    Instant notAfter =
        request.notAfter() != null
            ? request.notAfter()
            : profile.notAfter() != null ? profile.notAfter() : notBefore.plus(profile.expiry());
    if (!notAfter.isAfter(notBefore)) {
      throw new CfsslException(
          ErrorCode.INVALID_REQUEST, "the certificate would end before it begins");
    }
    return notAfter;
  }
}
