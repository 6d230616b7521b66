package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.Crl;
import bulla.pki.CrlIndex;
import bulla.pki.CrlScope;
import bulla.pki.DistributionPoint;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The CRLs of one moment, and what they tell of certificates (RFC 5280 6.3). Immutable. */
final class CrlSet {
  static final CrlSet EMPTY = new CrlSet(List.of());

  private static final int REMOVE_FROM_CRL = 8;

  private final List<HeldCrl> all;

  /** By issuer, {@link bulla.pki.Name#canonical}. */
  private final Map<String, List<HeldCrl>> complete;

  private final Map<String, List<HeldCrl>> deltas;

  CrlSet(Collection<HeldCrl> lists) {
    all = List.copyOf(lists);
    complete = byIssuer(all.stream().filter(held -> held.index().baseNumber() == null));
    deltas = byIssuer(all.stream().filter(held -> held.index().baseNumber() != null));
  }

  /** The lists of both. */
  CrlSet with(CrlSet others) {
    return new CrlSet(Stream.of(all, others.all).flatMap(List::stream).toList());
  }

  private static Map<String, List<HeldCrl>> byIssuer(Stream<HeldCrl> lists) {
    return lists.collect(Collectors.groupingBy(held -> held.index().issuerText()));
  }

  /**
   * What the lists tell of a certificate.
   *
   * @param signers who may have signed lists that tell of it
   */
  CrlVerdict check(Certificate certificate, CrlSigners signers) {
    return examine(certificate, signers).verdict();
  }

  /** The same, with the lists that it rests on. */
  CrlFinding examine(Certificate certificate, CrlSigners signers) {
    List<CrlEvidence> consulted = new ArrayList<>();
    return new CrlFinding(verdict(certificate, signers, consulted), consulted);
  }

  private CrlVerdict verdict(
      Certificate certificate, CrlSigners signers, List<CrlEvidence> consulted) {
    Instant now = signers.now();
    List<Candidate> candidates =
        issuers(certificate)
            .flatMap(issuer -> complete.getOrDefault(issuer, List.of()).stream())
            .map(held -> new Candidate(held, certificate, now))
            .sorted(Candidate.BEST_FIRST)
            .toList();
    CrlFailure first = null;
    int covered = 0;
    Instant until = Instant.MAX;
    for (Candidate candidate : candidates) {
      CrlFailure failure = candidate.failure(signers);
      if (failure != null) {
        // Of a list whose name only looks like the issuer's nothing has to be said.
        first = first == null || first == CrlFailure.NO_CRL ? failure : first;
        consulted.add(CrlEvidence.of(candidate.held, false, failure));
        continue;
      }
      if ((candidate.reasons() & ~covered) == 0) {
        continue;
      }
      HeldCrl delta = delta(candidate.held, signers);
      Applied applied = candidate.apply(delta);
      boolean listed = applied.entry() != null && applied.entry().reason() != REMOVE_FROM_CRL;
      consulted.add(CrlEvidence.of(candidate.held, listed, null));
      if (delta != null) {
        consulted.add(CrlEvidence.of(delta, listed, null));
      }
      if (applied.entry() != null && listed) {
        return new CrlVerdict.Revoked(applied.entry().revokedAt(), applied.entry().reason());
      }
      covered |= candidate.reasons();
      until = earlier(until, applied.until());
    }
    if (covered == CrlScope.ALL_REASONS) {
      return new CrlVerdict.Good(until);
    }
    // Lists for some reasons alone are not the same as no list.
    CrlFailure nothing = covered == 0 ? CrlFailure.NO_CRL : CrlFailure.OTHER_SCOPE;
    return new CrlVerdict.Undetermined(first == null ? nothing : first);
  }

  /** Whose lists may speak of a certificate: its issuer's, and those of whom its CDPs name. */
  private static Stream<String> issuers(Certificate certificate) {
    Set<String> names = new LinkedHashSet<>();
    names.add(certificate.issuer().canonical());
    for (DistributionPoint point : certificate.distributionPoints()) {
      names.addAll(point.crlIssuers());
    }
    return names.stream();
  }

  /** The newest delta that continues a list (RFC 5280 5.2.4), null if there is none. */
  private @Nullable HeldCrl delta(HeldCrl base, CrlSigners signers) {
    BigInteger number = base.index().number();
    if (number == null) {
      return null;
    }
    return deltas.getOrDefault(base.index().issuerText(), List.of()).stream()
        .filter(delta -> continues(delta.index(), base.index(), number))
        .filter(delta -> !delta.index().unknownCritical())
        .filter(delta -> !delta.index().thisUpdate().isAfter(signers.now()))
        .filter(delta -> signers.failure(delta) == null)
        .max(Comparator.comparing(delta -> number(delta.index())))
        .orElse(null);
  }

  private static boolean continues(CrlIndex delta, CrlIndex base, BigInteger number) {
    BigInteger from = delta.baseNumber();
    return from != null
        && from.compareTo(number) <= 0
        && number(delta).compareTo(number) > 0
        && delta.line().ofBase().equals(base.line());
  }

  private static BigInteger number(CrlIndex list) {
    BigInteger number = list.number();
    return number == null ? BigInteger.ZERO : number;
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other == null || one.isBefore(other) ? one : other;
  }

  /** What a list and its delta say; no entry where they say nothing. */
  private record Applied(Crl.@Nullable Entry entry, Instant until) {}

  /** A list that may speak of a certificate. */
  private record Candidate(
      HeldCrl held,
      Certificate certificate,
      int reasons,
      boolean early,
      boolean late,
      Instant now) {

    /** As libcrypto rates them: of several lists the one with the least wrong, then the newest. */
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparing((Candidate each) -> each.held.index().unknownCritical())
            .thenComparing(each -> each.reasons == 0)
            .thenComparing(each -> each.early || each.late)
            .thenComparing(
                Comparator.<Candidate, BigInteger>comparing(each -> number(each.held.index()))
                    .reversed())
            .thenComparing(
                Comparator.<Candidate, Instant>comparing(each -> each.held.index().thisUpdate())
                    .reversed());

    Candidate(HeldCrl held, Certificate certificate, Instant now) {
      this(
          held,
          certificate,
          held.index().scope().reasonsFor(certificate, held.index().issuerText()),
          held.index().thisUpdate().isAfter(now),
          ended(held.index(), now),
          now);
    }

    private static boolean ended(CrlIndex list, Instant now) {
      Instant end = list.nextUpdate();
      return end != null && !end.isAfter(now);
    }

    /** Why the list cannot be used, null if it can; in libcrypto's order. */
    @Nullable CrlFailure failure(CrlSigners signers) {
      CrlFailure signer = signers.failure(held);
      if (signer != null && signer != CrlFailure.BAD_SIGNATURE) {
        return signer;
      } else if (reasons == 0) {
        return CrlFailure.OTHER_SCOPE;
      } else if (early) {
        return CrlFailure.NOT_YET_VALID;
      } else if (late) {
        return CrlFailure.EXPIRED;
      } else if (signer != null) {
        return signer;
      }
      return held.index().unknownCritical() ? CrlFailure.UNKNOWN_CRITICAL : null;
    }

    /** Looks the certificate up, in the delta first. */
    Applied apply(@Nullable HeldCrl delta) {
      Crl.Entry own = held.index().entry(certificate);
      Instant end = earlier(Instant.MAX, held.index().nextUpdate());
      if (delta == null) {
        return new Applied(own, end);
      }
      Crl.Entry changed = delta.index().entry(certificate);
      // Even a delta that has ended is newer word than its base.
      Instant next = delta.index().nextUpdate();
      Instant until = next != null && next.isAfter(now) ? earlier(end, next) : end;
      return new Applied(changed == null ? own : changed, until);
    }
  }
}
