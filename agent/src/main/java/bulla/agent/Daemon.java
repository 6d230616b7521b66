package bulla.agent;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps all manifests until it is told to end; reads them again when told so. Thread-safe. */
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");

  private final Settings settings;
  private final Agent agent;
  private final CountDownLatch end = new CountDownLatch(1);

  /** Makes a daemon that does nothing yet. */
  public Daemon(Settings settings, Agent agent) {
    this.settings = settings;
    this.agent = agent;
  }

  /** Starts to keep these manifests. */
  public void start(List<Manifest> manifests) throws InterruptedException {
    agent.keep(manifests);
    LOG.info("certmgr is keeping {} specs of {}", manifests.size(), settings.dir());
  }

  /** Reads the manifests again; if they cannot be used, the old ones are kept on. */
  public synchronized void reload() {
    if (end.getCount() == 0) {
      return;
    }
    try {
      List<Manifest> manifests = ManifestFolder.read(settings);
      List<String> refusals = agent.check(manifests, false);
      if (refusals.isEmpty()) {
        start(manifests);
        return;
      }
      refusals.forEach(LOG::error);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> LOG.error(problem.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.error("the specs cannot be read again; certmgr goes on with those it has");
  }

  /** Makes {@link #awaitEnd} return. */
  public void end() {
    end.countDown();
  }

  /** Waits for {@link #end}, then stops everything. */
  public void awaitEnd() throws InterruptedException {
    end.await();
    synchronized (this) {
      agent.stop();
    }
    LOG.info("certmgr has ended");
  }
}
