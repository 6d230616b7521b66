package bulla.cli.cfssl;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.ca.CrlMaker;
import bulla.ca.OcspRow;
import bulla.ca.OcspSigner;
import bulla.ca.RevocationReason;
import bulla.ca.Revoker;
import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.GoDuration;
import bulla.cfssl.Json;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.Crl;
import bulla.pki.CrlBuilder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** The commands that revoke and that tell of revocation: certdb, OCSP answers, CRLs. */
final class RevocationCommands {
  private static final Duration DEFAULT_CRL_LIFE = Duration.ofDays(7);

  private RevocationCommands() {}

  /** {@code revoke}: by serial and key identifier, or by the certificate itself. */
  static void revoke(Session session) throws CfsslException {
    String serial = session.flags().text("serial");
    String identifier = session.flags().text("aki");
    if (!session.flags().text("cert").isEmpty()) {
      Certificate certificate = session.certificate("cert");
      byte[] authority = certificate.authorityKeyIdentifier();
      serial = certificate.serial().toString();
      identifier = authority == null ? "" : HexFormat.of().formatHex(authority);
    }
    if (serial.isEmpty()) {
      throw new CfsslException(
          ErrorCode.BAD_REQUEST, "need -serial (decimal) and -aki, or -cert with the certificate");
    }
    try (CertDb db = session.neededDatabase()) {
      OcspSigner signer = session.optionalOcspSigner(session.configuration());
      new Revoker(db, session.clock())
          .revoke(serial, identifier, session.flags().text("reason"), signer);
      if (signer == null) {
        session
            .log()
            .info("OCSP says so after the next ocsprefresh; -config or -responder does it at once");
      }
    }
  }

  /** {@code ocsprefresh}: signs the answers for all unexpired certificates of -ca. */
  static void ocsprefresh(Session session) throws CfsslException {
    try (CertDb db = session.neededDatabase()) {
      int written = new Revoker(db, session.clock()).refresh(session.ocspSigner());
      session.log().info("refreshed " + written + " OCSP responses");
    }
  }

  /** {@code ocspdump}: one response a line, base64. */
  static void ocspdump(Session session) throws CfsslException {
    try (CertDb db = session.neededDatabase()) {
      for (OcspRow row : db.unexpiredResponses(session.clock().instant())) {
        session.out().println(Base64.getEncoder().encodeToString(row.body()));
      }
    }
  }

  /** {@code ocspsign}: one answer for -cert. */
  static void ocspsign(Session session) throws CfsslException {
    Instant now = session.clock().instant();
    CertStatus status =
        switch (session.flags().text("status")) {
          case "good" -> new CertStatus.Good();
          case "unknown" -> new CertStatus.Unknown();
          case "revoked" -> {
            int reason = RevocationReason.number(session.flags().text("reason"));
            yield new CertStatus.Revoked(revokedAt(session, now), reason == 0 ? -1 : reason);
          }
          default ->
              throw new CfsslException(
                  ErrorCode.OCSP_INVALID_STATUS,
                  "Invalid status: -status must be good, revoked or unknown");
        };
    byte[] response =
        session.ocspSigner().sign(session.certificate("cert"), status, CertId.Hash.SHA1, now).der();
    session
        .out()
        .println(Json.write(Map.of("ocspResponse", Base64.getEncoder().encodeToString(response))));
  }

  /** {@code crl}: the CRL of -ca from certdb, base64 of its DER. */
  static void crl(Session session) throws CfsslException {
    try (CertDb db = session.neededDatabase()) {
      Crl crl =
          CrlMaker.make(
              db,
              session.certificate("ca"),
              session.caKey(),
              GoDuration.of(session.flags().text("expiry")),
              session.clock().instant());
      session.out().println(Base64.getEncoder().encodeToString(crl.der()));
    }
  }

  /** {@code gencrl FILE CERT KEY [SECONDS]}: a CRL of the serials in a file. */
  static void gencrl(Session session) throws CfsslException {
    String file = session.argument(0, "the file of serial numbers");
    String list = new String(session.read(file), StandardCharsets.US_ASCII);
    Certificate issuer = CaFiles.certificate(Path.of(session.argument(1, "the certificate")));
    PrivateKey key = CaFiles.key(Path.of(session.argument(2, "the key")), null);
    Instant now = session.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    CrlBuilder crl =
        Crl.of(issuer, now, now.plus(life(session)))
            .number(BigInteger.valueOf(session.clock().instant().toEpochMilli()));
    int number = 0;
    for (String line : list.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (!line.strip().matches("\\d+")) {
        throw new CfsslException(
            ErrorCode.BAD_REQUEST,
            "%s:%d: a serial number in decimal digits is expected".formatted(file, number));
      }
      crl.revoked(new BigInteger(line.strip()), now, 0);
    }
    session.out().println(Base64.getEncoder().encodeToString(crl.sign(key).der()));
  }

  private static Duration life(Session session) throws CfsslException {
    String seconds =
        session.flags().arguments().size() > 3 ? session.flags().arguments().get(3) : "0";
    if (!seconds.matches("\\d{1,10}")) {
      throw new CfsslException(ErrorCode.BAD_REQUEST, "the time must be a number of seconds");
    }
    Duration life = Duration.ofSeconds(Long.parseLong(seconds));
    return life.isZero() ? DEFAULT_CRL_LIFE : life;
  }

  private static Instant revokedAt(Session session, Instant now) throws CfsslException {
    String text = session.flags().text("revoked-at");
    try {
      return text.equals("now") || text.isEmpty()
          ? now
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new CfsslException(
          ErrorCode.OCSP_INVALID_STATUS, "-revoked-at must be now or YYYY-MM-DD", e);
    }
  }
}
