package bulla.httpd.ssl;

import bulla.httpd.core.SharedStore;
import bulla.pki.BasicResponse;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import bulla.revocation.StapleStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Staples that a fleet of servers keeps together, by the SHA-256 of the certificate. Two that write
 * at the same time leave the one with the later thisUpdate.
 *
 * @param place as SSLStaplingCache names it
 */
record SharedStaples(SharedStore store, String place, InstantSource clock) implements StapleStore {
  /** What the keys of staples begin with. */
  static final String PURPOSE = "bulla-staple:";

  @Override
  public byte @Nullable [] read(Certificate certificate) {
    return store.find(key(certificate));
  }

  @Override
  public void write(Certificate certificate, Kept kept) {
    store.keepUnless(
        key(certificate),
        kept.response(),
        Duration.between(clock.instant(), kept.until()),
        there -> isNewer(there, kept.thisUpdate()));
  }

  @Override
  public void delete(Certificate certificate) {
    store.forget(key(certificate));
  }

  @Override
  public boolean shared() {
    return true;
  }

  /** What cannot be read, or claims to be of the future, may not keep its place. */
  private boolean isNewer(byte[] there, Instant thisUpdate) {
    try {
      BasicResponse basic = OcspResponse.ofDer(there).basic();
      return basic != null
          && basic.answers().stream()
              .map(BasicResponse.Answer::thisUpdate)
              .anyMatch(theirs -> theirs.isAfter(thisUpdate) && !theirs.isAfter(clock.instant()));
    } catch (MalformedException broken) {
      return false;
    }
  }

  private static String key(Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.der());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
