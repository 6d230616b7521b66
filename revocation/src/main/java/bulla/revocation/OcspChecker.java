package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.RevocationNotices;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a certificate is revoked, by OCSP. Verdicts are kept as {@link CacheLimits} say,
 * and callers who want the same one at the same time share one query. With a nonce in the policy an
 * answer is fresh for each caller: nothing is shared, and only failures are kept.
 *
 * <p>A responder that tells of revocations is listened to, and what it names is asked anew; so a
 * verdict that is kept for days is still no older than a second.
 *
 * <p>For any thread that may block: a network exchange may be under way. {@link #close} ends the
 * listening.
 */
public final class OcspChecker implements AutoCloseable {
  private final InstantSource clock;
  private final CacheLimits limits;
  private final Cache<Question, Kept> kept;
  private final ConcurrentMap<Question, CompletableFuture<Verdict>> underWay =
      new ConcurrentHashMap<>();

  /** Counts the news that came, so that an answer older than news is not kept. */
  private final AtomicLong news = new AtomicLong();

  private final RevocationWatch watch = new RevocationWatch(new Forgetting());

  /** Makes a checker that knows nothing yet. */
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
    Verdict known = known(question);
    if (known != null) {
      return known;
    }
    return policy.nonce() ? ask(question, query) : share(question, query);
  }

  /**
   * Changes when news of revocations has come: what was found out before may be true no more. Does
   * not block.
   */
  public long news() {
    return news.get();
  }

  /**
   * Forgets what is known of a certificate, so that the next check asks. An answer that is under
   * way is for those who wait for it already, and is not kept.
   */
  public void invalidate(Certificate subject) {
    forget(question -> question.subject().equals(subject));
  }

  /** Forgets everything, as {@link #invalidate} does for one. */
  public void invalidateAll() {
    forget(_ -> true);
  }

  /** Stops listening to responders. */
  @Override
  public void close() {
    watch.close();
  }

  private void forget(Predicate<Question> doubtful) {
    news.incrementAndGet();
    underWay.keySet().removeIf(doubtful);
    kept.asMap().keySet().removeIf(doubtful);
  }

  private @Nullable Verdict known(Question question) {
    Kept known = kept.getIfPresent(question);
    return known != null && clock.instant().isBefore(known.until()) ? known.verdict() : null;
  }

  /** Forgets what a responder's news put in doubt. */
  private final class Forgetting implements RevocationWatch.Listener {
    @Override
    public void revoked(RevocationNotices.Notice notice) {
      forget(question -> question.subject().serial().equals(notice.serial()));
    }

    @Override
    public void missed(String host, int port) {
      forget(
          question ->
              new OcspQuery(question.subject(), question.issuer(), question.policy())
                  .asks(host, port));
    }
  }

  private Verdict share(Question question, OcspQuery query) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    CompletableFuture<Verdict> first = underWay.putIfAbsent(question, mine);
    if (first != null) {
      return join(first);
    }
    try {
      // Another may have asked and been answered between our look and our turn.
      Verdict known = known(question);
      mine.complete(known == null ? ask(question, query) : known);
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
    long newsBefore = news.get();
    Verdict verdict = ask(query);
    Instant now = clock.instant();
    boolean reusable =
        (!question.policy().nonce() && newsBefore == news.get())
            || verdict instanceof Verdict.Unavailable;
    Instant until = keepUntil(verdict, now);
    if (reusable && until.isAfter(now)) {
      Kept mine = new Kept(verdict, until);
      kept.put(question, mine);
      if (newsBefore != news.get()) {
        kept.asMap().remove(question, mine);
      }
    } else {
      kept.invalidate(question);
    }
    return verdict;
  }

  private Verdict ask(OcspQuery query) {
    try {
      OcspQuery.Verified verified = query.ask(clock);
      if (verified.notices() != null) {
        watch.follow(verified.notices());
      }
      BasicResponse.Answer answer = verified.answer();
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
