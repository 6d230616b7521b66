package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.PrivateKeys;
import bulla.revocation.IssuerFinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can be told of certificates by looking at files alone. */
final class CertificateFacts {
  /** A certificate that ends earlier should have been renewed, or a third of its life before. */
  private static final Duration SOON = Duration.ofDays(30);

  private CertificateFacts() {}

  /** Whether it is in its time, and for long enough. */
  static List<Fact> validity(Certificate certificate, Instant now) {
    Duration left = Duration.between(now, certificate.notAfter());
    Duration third = Duration.between(certificate.notBefore(), certificate.notAfter()).dividedBy(3);
    Duration soon = third.compareTo(SOON) < 0 ? third : SOON;
    if (!left.isPositive()) {
      return List.of(Fact.wrong("it has ended", "renew it; nobody accepts it any more"));
    } else if (now.isBefore(certificate.notBefore())) {
      return List.of(
          Fact.wrong(
              "it has not begun", "set this machine's clock, or use it from its beginning on"));
    } else if (left.compareTo(soon) < 0) {
      return List.of(Fact.wrong("it ends soon", "renew it"));
    }
    return List.of();
  }

  /** Whether the key belongs to the certificate; one that nobody can read here is passed over. */
  static List<Fact> key(NamedFiles files) {
    String pem;
    try {
      pem = Files.readString(files.keyFile(), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return Files.exists(files.keyFile())
          ? List.of(Fact.note("key " + files.keyFile() + " not looked at: not readable by you"))
          : List.of(
              Fact.wrong(
                  "its key " + files.keyFile() + " is not there",
                  "put it there, or correct SSLCertificateKeyFile"));
    }
    try {
      if (PrivateKeys.isEncrypted(pem)) {
        return List.of(Fact.note("key " + files.keyFile() + " not looked at: encrypted"));
      }
      boolean matches =
          PrivateKeys.matches(PrivateKeys.ofPem(pem, null), files.certificate().publicKey());
      return matches
          ? List.of()
          : List.of(
              Fact.wrong(
                  "the key in " + files.keyFile() + " is another certificate's",
                  "put the key there that the certificate was issued for"));
    } catch (MalformedException bad) {
      return List.of(
          Fact.wrong(
              "the key in " + files.keyFile() + " cannot be used: " + bad.getMessage(),
              "put a private key in PEM form there"));
    }
  }

  /** Whether clients of an authority can be verified: its chain must end in a root. */
  static List<Fact> anchored(Certificate authority, List<Certificate> authorities) {
    Certificate at = authority;
    for (int steps = 0; steps < authorities.size() && !at.isSelfIssued(); steps++) {
      Optional<Certificate> issuer = IssuerFinder.among(at, authorities);
      if (issuer.isEmpty()) {
        break;
      }
      at = issuer.get();
    }
    return at.isSelfIssued()
        ? List.of()
        : List.of(
            Fact.wrong(
                "its chain does not end in a trusted root: "
                    + at.issuer().rfc2253()
                    + " is not among the client CAs",
                "add that certificate to SSLCACertificateFile or SSLCACertificatePath; without it"
                    + " all clients of this CA are refused"));
  }

  /** A certificate that requires a staple of a host that does not staple. */
  static List<Fact> staple(Certificate certificate, boolean stapled) {
    if (!certificate.requiresStaple() || stapled) {
      return List.of();
    }
    return List.of(
        Fact.wrong(
            "it requires a staple (RFC 7633), and the host does not staple",
            "set SSLUseStapling on; clients that look refuse it without one"));
  }
}
