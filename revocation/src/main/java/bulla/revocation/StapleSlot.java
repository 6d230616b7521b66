package bulla.revocation;

import bulla.pki.BasicResponse;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of one certificate's staple. Its methods run one at a time; the staple is free. There
 * may be a hundred thousand, so what can be made anew for a renewal is not kept.
 */
final class StapleSlot {
  /** So many would burden a responder if they all came in the same hours of a week. */
  private static final int MANY = 1000;

  private final StapleOrder order;
  private final Surroundings surroundings;
  private final Staple staple;
  private int failures;
  private int answering;
  private @Nullable Instant revoked;
  private volatile Instant due;
  private volatile boolean forgotten;

  /**
   * What all slots of a stapler share.
   *
   * @param certificates how many there are
   */
  record Surroundings(
      @Nullable StapleStore store,
      InstantSource clock,
      RandomGenerator random,
      StaplerEvents events,
      IntSupplier certificates) {}

  StapleSlot(StapleOrder order, Surroundings surroundings) {
    this.order = order;
    this.surroundings = surroundings;
    this.staple = new Staple(surroundings.clock());
    this.due = responders().isEmpty() ? Instant.MAX : Instant.MIN;
  }

  Certificate certificate() {
    return order.certificate();
  }

  Staple staple() {
    return staple;
  }

  /** When it is to be renewed; {@link Instant#MAX} for never. */
  Instant due() {
    return due;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** The responder that is asked first; slots that have the same one take turns. */
  String responder() {
    List<String> urls = responders();
    return urls.isEmpty() ? "(none)" : hostPort(urls.get(answering % urls.size()));
  }

  /** Staples what an earlier process kept, if that is still true. */
  synchronized void restore() {
    if (responders().isEmpty()) {
      surroundings.events().noResponder(order.certificate());
    }
    takeKept();
  }

  /** Asks the responders; blocks. */
  synchronized void renew() {
    // Whatever happens from here on, it is not asked again in haste.
    failed();
    StapleStore store = surroundings.store();
    if (store != null && store.shared()) {
      takeKept();
      if (failures == 0) {
        return;
      }
    }
    List<String> urls = responders();
    for (int i = 0; i < urls.size() && !forgotten; i++) {
      int place = (answering + i) % urls.size();
      if (ask(urls.get(place))) {
        answering = place;
        return;
      }
    }
  }

  /** The certificate is gone: nothing is kept for it any more. */
  void forget() {
    forgotten = true;
    StapleStore store = surroundings.store();
    if (store != null && !store.shared()) {
      delete();
    }
  }

  /** Whether the responder gave an answer that settles the matter. */
  private boolean ask(String url) {
    try {
      OcspQuery.Verified verified =
          new OcspQuery(order.certificate(), order.issuer(), order.policy())
              .ask(url, surroundings.clock(), surroundings.events());
      byte[] response = verified.response().der();
      if (response.length > Stapler.LIMIT) {
        throw new OcspException(new OcspFailure.TooLarge(hostPort(url), Stapler.LIMIT));
      }
      return take(url, verified, response);
    } catch (OcspException e) {
      if (e.failure() instanceof OcspFailure.NotSuccessful(String _, int status)) {
        staple.refuse(OcspResponse.failure(status).der(), now().plus(order.times().longestPause()));
      } else {
        staple.noRefusal();
      }
      surroundings.events().failed(order.certificate(), e.failure());
      return false;
    }
  }

  private boolean take(String url, OcspQuery.Verified verified, byte[] response)
      throws OcspException {
    CertStatus status = verified.answer().status();
    Instant until = end(verified);
    if (until.isBefore(now())) {
      throw new OcspException(
          new OcspFailure.NotFresh(hostPort(url), status.number(), "status expired"));
    }
    if (!(status instanceof CertStatus.Good)) {
      if (status instanceof CertStatus.Revoked) {
        revoked = verified.answer().thisUpdate();
        staple.clear();
        delete();
      }
      staple.refuse(response, until);
      surroundings.events().notGood(order.certificate(), status);
      return status instanceof CertStatus.Revoked;
    }
    Instant thisUpdate = verified.answer().thisUpdate();
    if (staple.youngerThan(thisUpdate) || !isNews(thisUpdate)) {
      // This responder lags behind another one.
      return false;
    }
    failures = 0;
    due = renewal().afterSuccess(thisUpdate, until, now());
    StapleStore.Kept kept = new StapleStore.Kept(response, thisUpdate, until);
    staple.put(kept);
    surroundings.events().renewed(order.certificate(), until);
    if (verified.answer().nextUpdate() != null) {
      keep(kept);
    }
    return true;
  }

  /** Takes what the store has if it is good, and no older than what is stapled. */
  private void takeKept() {
    StapleStore store = surroundings.store();
    byte[] der = store == null ? null : store.read(order.certificate());
    if (der == null || der.length > Stapler.LIMIT) {
      return;
    }
    try {
      OcspResponse response = OcspResponse.ofDer(der);
      OcspQuery.Verified verified =
          new OcspQuery(order.certificate(), order.issuer(), order.policy())
              .verifyKept(response, surroundings.clock());
      Instant until = end(verified);
      Instant thisUpdate = verified.answer().thisUpdate();
      if (verified.answer().status() instanceof CertStatus.Good
          && verified.answer().nextUpdate() != null
          && until.isAfter(now())
          && staple.olderThan(thisUpdate)
          && isNews(thisUpdate)) {
        staple.put(new StapleStore.Kept(der, thisUpdate, until));
        if (!due.equals(Instant.MAX)) {
          failures = 0;
          due = renewal().afterSuccess(thisUpdate, until, now());
        }
        surroundings.events().restored(order.certificate(), until);
      }
    } catch (OcspException | MalformedException _) {
      // It has ended, or it is another CA's by now: as if nothing had been kept.
    }
  }

  /** Whether a good answer is younger than the word that the certificate was revoked. */
  private boolean isNews(Instant thisUpdate) {
    return revoked == null || thisUpdate.isAfter(revoked);
  }

  /**
   * When an answer must not be used any more: after nextUpdate, after the end of the certificate
   * that signed it, and when it has become older than the operator wants.
   */
  private Instant end(OcspQuery.Verified verified) {
    BasicResponse.Answer answer = verified.answer();
    Instant next = answer.nextUpdate();
    Instant until = next == null ? now().plus(order.times().withoutNextUpdate()) : next;
    Duration maxAge = order.policy().maxAge();
    if (maxAge != null) {
      until = earlier(until, answer.thisUpdate().plus(maxAge));
    }
    Certificate signer = verified.signer();
    return signer == null ? until : earlier(until, signer.notAfter());
  }

  private void failed() {
    failures++;
    if (!due.equals(Instant.MAX)) {
      due = renewal().afterFailure(failures, now());
    }
  }

  private void keep(StapleStore.Kept kept) {
    StapleStore store = surroundings.store();
    if (store != null && !forgotten) {
      try {
        store.write(order.certificate(), kept);
      } catch (IOException e) {
        surroundings.events().notKept(order.certificate(), store.place(), e);
      }
    }
  }

  private void delete() {
    StapleStore store = surroundings.store();
    if (store != null) {
      try {
        store.delete(order.certificate());
      } catch (IOException e) {
        surroundings.events().notKept(order.certificate(), store.place(), e);
      }
    }
  }

  private RenewalTime renewal() {
    boolean many = surroundings.certificates().getAsInt() >= MANY;
    return new RenewalTime(
        surroundings.random(),
        many ? RenewalTime.JITTER_OF_MANY : RenewalTime.JITTER,
        order.times().renewal(),
        order.times().longestPause());
  }

  private Instant now() {
    return surroundings.clock().instant();
  }

  private List<String> responders() {
    return order.policy().respondersOf(order.certificate());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static String hostPort(String url) {
    return HttpUrl.of(url).map(HttpUrl::hostPort).orElse("(none)");
  }
}
