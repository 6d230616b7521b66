package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.pki.KeyUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which list may take the place of another: numbers never go back (RFC 5280 5.2.3), and a list that
 * tells nothing never takes the place of one that does. Thread-safe.
 */
public final class CrlSuccession {
  private final Map<CrlIndex.Line, BigInteger> highest = new HashMap<>();

  /** Nothing has been given out yet. */
  public CrlSuccession() {}

  /** Remembers the numbers of lists that were taken. */
  synchronized void taken(Collection<HeldCrl> lists) {
    for (HeldCrl list : lists) {
      BigInteger number = list.index().number();
      if (number != null) {
        highest.merge(list.index().line(), number, BigInteger::max);
      }
    }
  }

  /**
   * What speaks against lists that are to be used from now on, null if nothing.
   *
   * @param inForce the lists that count so far
   * @param known certificates of those who may have signed
   */
  @Nullable String objection(
      List<HeldCrl> fresh,
      Collection<HeldCrl> inForce,
      Collection<Certificate> known,
      Instant now) {
    for (HeldCrl list : fresh) {
      String lower = lower(list);
      if (lower != null) {
        return lower;
      }
      CrlFailure failure = failure(list, known, now);
      boolean replaces =
          inForce.stream()
              .filter(each -> each.index().line().equals(list.index().line()))
              .anyMatch(each -> failure(each, known, now) == null);
      if (failure != null && replaces) {
        return failure.text();
      }
    }
    return null;
  }

  /** Tells of a list whose number has gone back, null if it has not. */
  synchronized @Nullable String lower(HeldCrl list) {
    CrlIndex index = list.index();
    BigInteger number = index.number();
    BigInteger before = highest.get(index.line());
    return number == null || before == null || number.compareTo(before) >= 0
        ? null
        : "its CRL number %d is less than %d, which %s has given out before"
            .formatted(number, before, index.issuer());
  }

  /** Why a list tells nothing at this moment, null if it does or nobody can know. */
  static @Nullable CrlFailure failure(HeldCrl list, Collection<Certificate> known, Instant now) {
    CrlIndex index = list.index();
    Instant end = index.nextUpdate();
    if (index.unknownCritical()) {
      return CrlFailure.UNKNOWN_CRITICAL;
    } else if (index.thisUpdate().isAfter(now)) {
      return CrlFailure.NOT_YET_VALID;
    } else if (end != null && !end.isAfter(now)) {
      return CrlFailure.EXPIRED;
    }
    List<Certificate> named = known.stream().filter(index::mayBeSignedBy).toList();
    List<Certificate> able =
        named.stream().filter(each -> each.keyUsages().contains(KeyUsage.CRL_SIGN)).toList();
    if (list.verified() || able.stream().anyMatch(list::isSignedBy) || named.isEmpty()) {
      return null;
    }
    return able.isEmpty() ? CrlFailure.NO_CRL_SIGN : CrlFailure.BAD_SIGNATURE;
  }
}
