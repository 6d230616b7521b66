package bulla.revocation;

import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.RevocationNotices;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a certificate is revoked, by OCSP. The policy, from top to bottom:
 *
 * <ol>
 *   <li>a verdict is kept as {@link CacheLimits} say, and a good one that is in use is asked for
 *       anew at half of its life, while it still serves;
 *   <li>callers who want the same one at the same time share one query;
 *   <li>the responders that the certificate names are asked in turn, but for those that hang;
 *   <li>a responder that tells of revocations is listened to, and what it names is asked anew; so a
 *       verdict that is kept for days is still no older than a second;
 *   <li>when no responder answers, the last good answer holds until its own end, also over a
 *       restart.
 * </ol>
 *
 * <p>With a nonce in the policy an answer is fresh for each caller: nothing is shared, and only
 * failures are kept.
 *
 * <p>For any thread that may block: a network exchange may be under way. {@link #close} ends the
 * listening.
 */
public final class OcspChecker implements AutoCloseable {
  private final InstantSource clock;
  private final CacheLimits limits;
  private final Circuits circuits;
  private final LastGood lastGood;
  private final OcspEvents events;
  private final Waiting waiting;
  private final Cache<Question, KeptVerdict> kept;
  private final ConcurrentMap<Question, CompletableFuture<Verdict>> underWay =
      new ConcurrentHashMap<>();

  /** Counts the news that came, so that an answer older than news is not kept. */
  private final AtomicLong news = new AtomicLong();

  private final RevocationWatch watch = new RevocationWatch(new Forgetting());

  /** Makes a checker that knows nothing yet, and that forgets everything with the process. */
  public OcspChecker(InstantSource clock, CacheLimits limits) {
    this(clock, limits, null);
  }

  /**
   * Makes a checker that knows what an earlier process has kept.
   *
   * @param directory where good answers outlive the process, null for nowhere; made if missing
   */
  public OcspChecker(InstantSource clock, CacheLimits limits, @Nullable Path directory) {
    this(clock, limits, directory, OcspEvents.NONE, Waiting.IDLY);
  }

  /**
   * The same.
   *
   * @param events is told of questions and verdicts
   * @param waiting how callers wait: for responders, and for those who ask them already
   */
  public OcspChecker(
      InstantSource clock,
      CacheLimits limits,
      @Nullable Path directory,
      OcspEvents events,
      Waiting waiting) {
    this.events = events;
    this.waiting = waiting;
    this.clock = clock;
    this.limits = limits;
    this.circuits = new Circuits(clock, waiting);
    this.lastGood = new LastGood(directory, limits.entries(), clock.instant());
    this.kept =
        Caffeine.newBuilder()
            .maximumSize(limits.entries())
            .executor(Runnable::run)
            .<Question, KeptVerdict>evictionListener((_, _, _) -> events.evicted())
            .build();
  }

  /**
   * The verdict on {@code subject}. Never throws for anything that a peer does.
   *
   * @param issuer of the subject, whose own chain is verified already
   */
  public Verdict check(Certificate subject, Certificate issuer, OcspPolicy policy) {
    Question question = Question.of(subject, issuer, policy);
    if (question.query().hasResponder()) {
      return answer(question);
    }
    return told(question, OcspEvents.Source.OCSP, new Verdict.NoResponder());
  }

  /**
   * The verdict that is kept on {@code subject}, which counts as given once more. Does not block:
   * for event loops.
   *
   * @param issuer of the subject, whose own chain is verified already
   * @return null if {@link #check} would have to ask, or to wait for who asks
   */
  public @Nullable Verdict kept(Certificate subject, Certificate issuer, OcspPolicy policy) {
    Question question = Question.of(subject, issuer, policy);
    return question.query().hasResponder() ? given(question) : null;
  }

  /** How many verdicts are kept. */
  public long keptVerdicts() {
    return kept.estimatedSize();
  }

  /** The responders that are left in peace because they hang, {@code host:port}. */
  public Set<String> hanging() {
    return circuits.open();
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
    lastGood.forget(subject);
    forget(question -> question.subject().equals(subject));
  }

  /** Forgets all verdicts. Last good answers still stand in for a responder that is away. */
  public void invalidateAll() {
    forget(_ -> true);
  }

  /** Stops listening to responders. */
  @Override
  public void close() {
    watch.close();
    lastGood.close();
  }

  private void forget(Predicate<Question> doubtful) {
    news.incrementAndGet();
    underWay.keySet().removeIf(doubtful);
    kept.asMap().keySet().removeIf(doubtful);
  }

  /** Forgets what a responder's news put in doubt. */
  private final class Forgetting implements RevocationWatch.Listener {
    @Override
    public void revoked(RevocationNotices.Notice notice) {
      lastGood.forget(notice.serial());
      forget(question -> question.subject().serial().equals(notice.serial()));
    }

    @Override
    public void missed(String host, int port) {
      forget(question -> question.query().asks(host, port));
    }
  }

  private Verdict answer(Question question) {
    Verdict given = given(question);
    if (given != null) {
      return given;
    }
    return question.policy().nonce() ? ask(question, null) : share(question);
  }

  private @Nullable Verdict given(Question question) {
    KeptVerdict known = known(question);
    if (known == null) {
      return null;
    }
    if (known.claimRenewal(clock.instant())) {
      Thread.ofVirtual().name("ocsp-renew").start(() -> ask(question, known));
    }
    return told(question, OcspEvents.Source.KEPT, known.verdict());
  }

  private Verdict told(Question question, OcspEvents.Source source, Verdict verdict) {
    if (!question.aboutSigner()) {
      events.verdict(source, verdict);
    }
    return verdict;
  }

  private @Nullable KeptVerdict known(Question question) {
    KeptVerdict known = kept.getIfPresent(question);
    return known != null && known.isFreshAt(clock.instant()) ? known : null;
  }

  private Verdict share(Question question) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    CompletableFuture<Verdict> first = underWay.putIfAbsent(question, mine);
    if (first != null) {
      return told(question, OcspEvents.Source.KEPT, join(first));
    }
    try {
      // Another may have asked and been answered between our look and our turn.
      KeptVerdict known = known(question);
      mine.complete(
          known == null
              ? ask(question, null)
              : told(question, OcspEvents.Source.KEPT, known.verdict()));
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      underWay.remove(question, mine);
    }
    return join(mine);
  }

  private Verdict join(CompletableFuture<Verdict> verdict) {
    try {
      return verdict.isDone() ? verdict.join() : waiting.during(verdict::join);
    } catch (CompletionException e) {
      throw new IllegalStateException("the OCSP check failed for a reason of our own", e);
    }
  }

  /**
   * Asks, and keeps what comes.
   *
   * @param earlier a good verdict that is to be renewed, null for none
   */
  private Verdict ask(Question question, @Nullable KeptVerdict earlier) {
    long newsBefore = news.get();
    Found found = ask(question);
    Verdict verdict = found.verdict();
    Instant now = clock.instant();
    if (earlier != null && !found.answered()) {
      kept.asMap().replace(question, earlier, earlier.afterFailure(now));
      return earlier.verdict();
    }
    if (earlier == null) {
      boolean lastWord = !found.answered() && verdict.good();
      told(question, lastWord ? OcspEvents.Source.LAST_GOOD : OcspEvents.Source.OCSP, verdict);
    }
    boolean reusable =
        (!question.policy().nonce() && newsBefore == news.get()) || !found.answered();
    Instant until = keepUntil(found, now);
    if (reusable && until.isAfter(now)) {
      KeptVerdict mine = KeptVerdict.found(verdict, now, until);
      kept.put(question, mine);
      if (newsBefore != news.get()) {
        kept.asMap().remove(question, mine);
      }
    } else {
      kept.invalidate(question);
    }
    return verdict;
  }

  /**
   * A verdict.
   *
   * @param answered whether a responder gave it just now
   */
  private record Found(Verdict verdict, boolean answered) {}

  private Found ask(Question question) {
    try {
      OcspQuery.Verified verified = question.query().ask(clock, circuits, events);
      verifySigner(question, verified);
      if (verified.notices() != null) {
        watch.follow(verified.notices(), question.policy().placesOf(question.subject()));
      }
      Instant until = freshUntil(verified, question.policy());
      Verdict verdict =
          switch (verified.answer().status()) {
            case CertStatus.Good _ -> new Verdict.Good(until, verified.consulted());
            case CertStatus.Revoked(Instant at, int reason) ->
                new Verdict.Revoked(at, reason, until, verified.consulted());
            case CertStatus.Unknown _ -> new Verdict.Unknown(until, verified.consulted());
          };
      if (verdict.good()) {
        lastGood.keep(question, verified, until);
      } else {
        lastGood.forget(question.subject());
      }
      return new Found(verdict, true);
    } catch (OcspException e) {
      return withoutAnswer(question, e);
    }
  }

  /** A nonce asks for an answer of this moment, and an older one is none. */
  private Found withoutAnswer(Question question, OcspException none) {
    LastGood.Answer last = question.policy().nonce() ? null : lastGood.answer(question);
    if (last == null) {
      return new Found(new Verdict.Unavailable(none.failure(), null, none.consulted()), false);
    }
    List<OcspEvidence> consulted = new ArrayList<>(none.consulted());
    consulted.add(last.evidence());
    Verdict verdict =
        clock.instant().isBefore(last.until())
            ? new Verdict.Good(last.until(), consulted)
            : new Verdict.Unavailable(none.failure(), last.until(), consulted);
    return new Found(verdict, false);
  }

  /**
   * An issuer's delegate whose certificate does not say that it need not be checked (RFC 6960
   * 4.2.2.2.1) is asked about where its certificate says. Only the word of another counts, and
   * where there is none the delegate is believed, as OpenSSL believes every delegate.
   */
  private void verifySigner(Question question, OcspQuery.Verified verified) throws OcspException {
    Certificate signer = verified.signer();
    if (signer == null || isBeyondDoubt(signer, question)) {
      return;
    }
    if (question.aboutSigner()) {
      throw badSigner(verified, "the signer's certificate would have to be checked itself");
    }
    if (!signer.ocspUrls().isEmpty() && answer(question.about(signer)) instanceof Verdict.Revoked) {
      throw badSigner(verified, "the signer's certificate is revoked");
    }
  }

  private static boolean isBeyondDoubt(Certificate signer, Question question) {
    return signer.equals(question.issuer())
        || signer.hasOcspNoCheck()
        || question.policy().responderCertificates().contains(signer);
  }

  private static OcspException badSigner(OcspQuery.Verified verified, String text) {
    OcspFailure failure = new OcspFailure.BadSignature(verified.responder(), text);
    OcspEvidence answer = verified.evidence();
    return new OcspException(
        failure,
        List.of(
            new OcspEvidence(
                answer.source(),
                answer.responder(),
                answer.times(),
                answer.signer(),
                answer.status(),
                failure)));
  }

  /** Without nextUpdate newer word can always be had (RFC 6960 4.2.2.1): fresh for no time. */
  private Instant freshUntil(OcspQuery.Verified verified, OcspPolicy policy) {
    Instant end = verified.until();
    Instant next = end == null ? clock.instant() : end;
    Duration maxAge = policy.maxAge();
    return maxAge == null ? next : earlier(next, verified.answer().thisUpdate().plus(maxAge));
  }

  private Instant keepUntil(Found found, Instant now) {
    if (!found.answered()) {
      return now.plus(limits.unavailable());
    }
    return switch (found.verdict()) {
      case Verdict.Good good -> earlier(good.until(), now.plus(limits.good()));
      case Verdict.Revoked revoked -> earlier(revoked.until(), now.plus(limits.revoked()));
      case Verdict.Unknown _, Verdict.Unavailable _ -> now.plus(limits.unavailable());
      case Verdict.NoResponder _ -> now;
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
