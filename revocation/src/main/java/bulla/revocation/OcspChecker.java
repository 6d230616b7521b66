package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tells whether a certificate is revoked, by OCSP. Verdicts are kept as {@link CacheLimits} say,
 * and callers who want the same one at the same time share one query. With a nonce in the policy an
 * answer is fresh for each caller: nothing is shared, and only failures are kept.
 *
 * <p>For any thread that may block: a network exchange may be under way.
 */
public final class OcspChecker {
  private final InstantSource clock;
  private final CacheLimits limits;
  private final Cache<Question, Kept> kept;
  private final ConcurrentMap<Question, CompletableFuture<Verdict>> underWay =
      new ConcurrentHashMap<>();

  public OcspChecker(InstantSource clock, CacheLimits limits) {
    this.clock = clock;
    this.limits = limits;
    this.kept = Caffeine.newBuilder().maximumSize(limits.entries()).executor(Runnable::run).build();
  }

  private record Question(Certificate subject, Certificate issuer, OcspPolicy policy) {}

  /** A verdict, and until when it is believed. */
  private record Kept(Verdict verdict, Instant until) {}

  /**
   * The verdict on {@code subject}. Never throws for anything that a peer does.
   *
   * @param issuer of the subject, whose own chain is verified already
   */
  public Verdict check(Certificate subject, Certificate issuer, OcspPolicy policy) {
    OcspQuery query = new OcspQuery(subject, issuer, policy);
    if (!query.hasResponder()) {
      return new Verdict.NoResponder();
    }
    Question question = new Question(subject, issuer, policy);
    Kept known = kept.getIfPresent(question);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known.verdict();
    }
    return policy.nonce() ? ask(question, query) : share(question, query);
  }

  /** Forgets what is known of a certificate, so that the next check asks. */
  public void invalidate(Certificate subject) {
    kept.asMap().keySet().removeIf(question -> question.subject().equals(subject));
  }

  /** Forgets everything. */
  public void invalidateAll() {
    kept.invalidateAll();
  }

  private Verdict share(Question question, OcspQuery query) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    CompletableFuture<Verdict> first = underWay.putIfAbsent(question, mine);
    if (first != null) {
      return join(first);
    }
    try {
      mine.complete(ask(question, query));
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      underWay.remove(question, mine);
    }
    return join(mine);
  }

  private static Verdict join(CompletableFuture<Verdict> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the OCSP check failed for a reason of our own", e);
    }
  }

  private Verdict ask(Question question, OcspQuery query) {
    Verdict verdict = ask(query);
    Instant now = clock.instant();
    boolean reusable = !question.policy().nonce() || verdict instanceof Verdict.Unavailable;
    Instant until = keepUntil(verdict, now);
    if (reusable && until.isAfter(now)) {
      kept.put(question, new Kept(verdict, until));
    } else {
      kept.invalidate(question);
    }
    return verdict;
  }

  private Verdict ask(OcspQuery query) {
    try {
      BasicResponse.Answer answer = query.ask(clock).answer();
      Instant until = freshUntil(answer, query.policy());
      return switch (answer.status()) {
        case CertStatus.Good _ -> new Verdict.Good(until);
        case CertStatus.Revoked(Instant at, int reason) -> new Verdict.Revoked(at, reason, until);
        case CertStatus.Unknown _ -> new Verdict.Unknown(until);
      };
    } catch (OcspException e) {
      return new Verdict.Unavailable(e.failure());
    }
  }

  /** Without nextUpdate newer word can always be had (RFC 6960 4.2.2.1): fresh for no time. */
  private Instant freshUntil(BasicResponse.Answer answer, OcspPolicy policy) {
    Instant next = answer.nextUpdate() == null ? clock.instant() : answer.nextUpdate();
    Duration maxAge = policy.maxAge();
    return maxAge == null ? next : earlier(next, answer.thisUpdate().plus(maxAge));
  }

  private Instant keepUntil(Verdict verdict, Instant now) {
    return switch (verdict) {
      case Verdict.Good(Instant until) -> earlier(until, now.plus(limits.good()));
      case Verdict.Revoked revoked -> earlier(revoked.until(), now.plus(limits.revoked()));
      case Verdict.Unknown _, Verdict.Unavailable _ -> now.plus(limits.unavailable());
      case Verdict.NoResponder _ -> now;
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
