package bulla.agent;

import bulla.agent.CertificateAuthorityException.Fault;
import bulla.agent.Reconciler.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** certmgr's work: the commands {@code daemon}, {@code check}, {@code ensure}, {@code clean}. */
public final class Agent {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final RandomGenerator chance;
  private final AgentMetrics metrics = new AgentMetrics();
  private final List<Keeper> keepers = new ArrayList<>();

  /** Makes an agent that keeps nothing yet. */
  public Agent(InstantSource clock, RandomGenerator chance) {
    this.clock = clock;
    this.chance = chance;
  }

  /** What {@code /metrics} shows. */
  public AgentMetrics metrics() {
    return metrics;
  }

  /**
   * Asks all manifests' CAs at once for their certificates. Proves neither the shared secret nor
   * the profile.
   *
   * @param reachable whether a CA that gives no answer is a problem too
   * @return one sentence for each manifest whose CA said no
   */
  public List<String> check(List<Manifest> manifests, boolean reachable) {
    List<Future<Optional<String>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Manifest manifest : manifests) {
        answers.add(threads.submit(() -> check(manifest, reachable)));
      }
    }
    return answers.stream().map(Future::resultNow).flatMap(Optional::stream).toList();
  }

  private Optional<String> check(Manifest manifest, boolean reachable) {
    try (CertificateAuthority authority = CertificateAuthority.of(manifest.authority(), clock)) {
      authority.certificate();
    } catch (CertificateAuthorityException e) {
      if (reachable || e.fault() != Fault.UNREACHABLE) {
        return Optional.of(manifest.name() + ": the CA failed: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Keeps these manifests from now on, each on its own virtual thread, instead of those before.
   *
   * @throws IllegalStateException if a manifest's remote or root certificate is unusable; {@link
   *     #check} tells that before
   */
  public synchronized void keep(List<Manifest> manifests) throws InterruptedException {
    stop();
    for (Manifest manifest : manifests) {
      try {
        CertificateAuthority authority = CertificateAuthority.of(manifest.authority(), clock);
        keepers.add(new Keeper(manifest, authority, metrics, clock, chance));
      } catch (CertificateAuthorityException e) {
        throw new IllegalStateException(manifest.name() + ": " + e.getMessage(), e);
      }
    }
    keepers.forEach(Keeper::start);
  }

  /** Ends all threads; rounds that run may end by themselves for a short while. */
  public synchronized void stop() throws InterruptedException {
    keepers.forEach(Keeper::stop);
    for (Keeper keeper : keepers) {
      keeper.join(GRACE);
    }
    keepers.clear();
  }

  /**
   * Refreshes once what needs it, going on after a failure.
   *
   * @param actions whether actions run
   * @param force whether new certificates are asked for in any case
   * @return whether every manifest is fine now
   */
  public boolean ensure(List<Manifest> manifests, boolean actions, boolean force)
      throws InterruptedException {
    boolean fine = true;
    for (Manifest manifest : manifests) {
      try (CertificateAuthority authority = CertificateAuthority.of(manifest.authority(), clock)) {
        Reconciler reconciler = new Reconciler(manifest, authority, metrics, clock);
        fine &= reconciler.round(force, actions) == Outcome.FINE;
      } catch (CertificateAuthorityException e) {
        LOG.error("{}: {}", manifest.name(), e.getMessage());
        fine = false;
      }
    }
    return fine;
  }

  /** Removes every file that the manifests own; what cannot be removed is told in the log. */
  public void clean(List<Manifest> manifests) {
    for (Manifest manifest : manifests) {
      for (FileSpec file : manifest.files()) {
        try {
          if (Files.deleteIfExists(file.path())) {
            LOG.info("removed {}", file.path());
          }
        } catch (IOException e) {
          LOG.error("{} cannot be removed: {}", file.path(), e.toString());
        }
      }
    }
  }
}
