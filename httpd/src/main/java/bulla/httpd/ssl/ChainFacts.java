package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.revocation.IssuerFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what a host sends with its certificate leads up, step by step, as clients who know the
 * root alone need it (RFC 8446 4.4.2).
 *
 * @param known certificates that are known besides: the client CAs, and what caIssuers gave
 */
record ChainFacts(NamedFiles files, List<Certificate> known) {

  List<Fact> examine() {
    List<Fact> facts = new ArrayList<>();
    Certificate below = files.certificate();
    for (Certificate each : files.chain()) {
      if (!below.isSignedBy(each)) {
        Optional<Certificate> missing = intermediate(below);
        if (missing.isEmpty() || !missing.get().isSignedBy(each)) {
          facts.add(broken(below, each));
          return facts;
        }
        facts.add(notSent(below, missing.get()));
      }
      below = each;
    }
    Certificate last = below;
    intermediate(last).ifPresent(missing -> facts.add(notSent(last, missing)));
    return facts;
  }

  /** The issuer, if it is known and no root. */
  private Optional<Certificate> intermediate(Certificate below) {
    return below.isSelfIssued()
        ? Optional.empty()
        : IssuerFinder.among(below, known).filter(issuer -> !issuer.isSelfIssued());
  }

  private Fact broken(Certificate below, Certificate next) {
    return Fact.wrong(
        "its chain is broken: "
            + next.subject().rfc2253()
            + " in "
            + chainFile().orElse(files.certificateFile())
            + " has not issued "
            + below.subject().rfc2253(),
        "put the issuer of each certificate behind it, in SSLCertificateFile or"
            + " SSLCertificateChainFile");
  }

  /**
   * Not wrong where the certificate says where its issuer is to be had: what a client that fetches
   * it sees is complete.
   */
  private Fact notSent(Certificate below, Certificate issuer) {
    String name = issuer.subject().rfc2253();
    List<String> places = below.caIssuersUrls();
    return places.isEmpty()
        ? Fact.wrong(
            "the intermediate CA "
                + name
                + " is not sent with it, and clients that do not have it refuse the chain",
            remedy(below))
        : Fact.warning(
            "the intermediate CA "
                + name
                + " is not sent with it, and clients refuse the chain that neither have it nor"
                + " fetch it from "
                + places.getFirst()
                + " (curl and others that use OpenSSL do not fetch)",
            remedy(below));
  }

  private String remedy(Certificate below) {
    Optional<Path> chainFile = chainFile();
    if (chainFile.isPresent() && below.equals(files.certificate())) {
      return "have SSLCertificateChainFile name a file that begins with its certificate, as "
          + chainFile.get()
          + " does not";
    }
    if (chainFile.isPresent() || !files.chain().isEmpty()) {
      return "put its certificate behind that of %s in %s"
          .formatted(below.subject().rfc2253(), chainFile.orElse(files.certificateFile()));
    }
    return "append its certificate to %s, or name a file that holds it in SSLCertificateChainFile"
        .formatted(files.certificateFile());
  }

  private Optional<Path> chainFile() {
    return Optional.ofNullable(files.chainFile());
  }
}
