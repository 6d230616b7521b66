package bulla.responder;

import bulla.ca.CertDb;
import bulla.ca.CrlMaker;
import bulla.cfssl.CfsslException;
import bulla.pki.Certificate;
import bulla.pki.Crl;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one CA's CRL (RFC 5280 5): a new one whenever the set of revoked certificates has changed,
 * and at half of its life. Thread-safe; calls block.
 */
final class CrlPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CrlPublisher.class);
  private static final Duration LIFE = CrlMaker.DEFAULT_VALIDITY;

  /** certdb is looked at this often at most; a revocation is out within a second. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Certificate issuer;
  private final PrivateKey key;
  private final CertDb db;
  private final InstantSource clock;
  private final String identifier;

  private @Nullable Published current;

  /** A CRL with the rows that it was made from. */
  private record Published(Crl crl, Set<Entry> entries, Instant lookedAt) {}

  private record Entry(String serial, @Nullable Instant at, int reason) {}

  CrlPublisher(Certificate issuer, PrivateKey key, CertDb db, InstantSource clock) {
    this.issuer = issuer;
    this.key = key;
    this.db = db;
    this.clock = clock;
    byte[] own = issuer.subjectKeyIdentifier();
    this.identifier = own == null ? "" : HexFormat.of().formatHex(own);
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
      Set<Entry> entries =
          db.revokedAndUnexpired(identifier, now).stream()
              .map(row -> new Entry(row.serial(), row.revokedAt(), row.reason()))
              .collect(Collectors.toUnmodifiableSet());
      Crl crl =
          last != null && last.entries().equals(entries) && !isHalfDone(last.crl(), now)
              ? last.crl()
              : make(now, last);
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

  private static boolean isHalfDone(Crl crl, Instant now) {
    return now.isAfter(crl.thisUpdate().plus(LIFE.dividedBy(2)));
  }

  /** A clock that was set back must not make the CRL's number, which is its time, go back. */
  private Crl make(Instant now, @Nullable Published last) throws CfsslException {
    BigInteger before = last == null ? null : last.crl().number();
    Instant earliest =
        before == null ? now : Instant.ofEpochMilli(before.longValueExact()).plusMillis(1);
    Crl crl = CrlMaker.make(db, issuer, key, LIFE, now.isBefore(earliest) ? earliest : now);
    LOG.info("new CRL of {} with {} entries", issuer.subject(), crl.entries().size());
    return crl;
  }
}
