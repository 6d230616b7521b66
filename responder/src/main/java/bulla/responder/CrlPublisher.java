package bulla.responder;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.cfssl.CfsslException;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.Crl;
import bulla.pki.CrlBuilder;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one CA's CRL (RFC 5280 5): a new one whenever the set of revoked certificates has changed,
 * and at half of its life. Thread-safe; calls block.
 */
final class CrlPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CrlPublisher.class);
  private static final Duration LIFE = Duration.ofDays(7);

  /** certdb is looked at this often at most; a revocation is out within a second. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Certificate issuer;
  private final PrivateKey key;
  private final CertDb db;
  private final InstantSource clock;
  private final String identifier;

  private @Nullable Published current;

  /** A CRL with what it was made from. */
  private record Published(Crl crl, List<Entry> entries, Instant lookedAt) {}

  private record Entry(BigInteger serial, Instant at, int reason) {}

  CrlPublisher(Certificate issuer, PrivateKey key, CertDb db, InstantSource clock) {
    this.issuer = issuer;
    this.key = key;
    this.db = db;
    this.clock = clock;
    byte[] own = issuer.subjectKeyIdentifier();
    this.identifier =
        HexFormat.of()
            .formatHex(
                own == null ? CertId.of(issuer, issuer, CertId.Hash.SHA1).issuerKeyHash() : own);
  }

  /**
   * The CRL of now. While certdb fails, the last one, as long as it lasts.
   *
   * @throws CfsslException if certdb fails and there is no such one
   */
  synchronized Crl current() throws CfsslException {
    Instant now = clock.instant();
    Published last = current;
    if (last != null && now.isBefore(last.lookedAt().plus(LOOK))) {
      return last.crl();
    }
    try {
      List<Entry> entries = revoked(now);
      Crl crl =
          last == null || !last.entries().equals(entries) || isHalfDone(last.crl(), now)
              ? make(entries, now, last)
              : last.crl();
      current = new Published(crl, entries, now);
      return crl;
    } catch (CfsslException e) {
      if (last == null || now.isAfter(last.crl().thisUpdate().plus(LIFE))) {
        throw e;
      }
      LOG.error("certdb failed, the last CRL of {} is served: {}", issuer.subject(), e.text());
      return last.crl();
    }
  }

  private List<Entry> revoked(Instant now) throws CfsslException {
    return db.revokedAndUnexpired(identifier, now).stream()
        .map(CrlPublisher::entry)
        .sorted(Comparator.comparing(Entry::serial))
        .toList();
  }

  private static Entry entry(CertificateRow row) {
    Instant at = row.revokedAt();
    return new Entry(new BigInteger(row.serial()), at == null ? Instant.EPOCH : at, row.reason());
  }

  private static boolean isHalfDone(Crl crl, Instant now) {
    return now.isAfter(crl.thisUpdate().plus(LIFE.dividedBy(2)));
  }

  private Crl make(List<Entry> entries, Instant now, @Nullable Published last) {
    Instant thisUpdate = now.truncatedTo(ChronoUnit.SECONDS);
    CrlBuilder builder =
        Crl.of(issuer, thisUpdate, thisUpdate.plus(LIFE)).number(number(now, last));
    for (Entry entry : entries) {
      builder.revoked(entry.serial(), entry.at(), entry.reason());
    }
    Crl crl = builder.sign(key);
    LOG.info("new CRL of {} with {} entries", issuer.subject(), entries.size());
    return crl;
  }

  /** The time in milliseconds grows over restarts without anything being kept. */
  private static BigInteger number(Instant now, @Nullable Published last) {
    BigInteger time = BigInteger.valueOf(now.toEpochMilli());
    BigInteger before = last == null ? null : last.crl().number();
    return before == null ? time : time.max(before.add(BigInteger.ONE));
  }
}
