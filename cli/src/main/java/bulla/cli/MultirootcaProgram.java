package bulla.cli;

import bulla.caserver.Multirootca;
import bulla.caserver.RootsException;
import bulla.cli.cfssl.MultirootcaOptions;
import bulla.posix.Signal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code multirootca}: several CAs behind one address, until SIGTERM or SIGINT. */
final class MultirootcaProgram implements Program {
  private static final Logger LOG = LoggerFactory.getLogger("bulla.multirootca");

  @Override
  public int run(List<String> arguments, Console console) {
    InstantSource clock = InstantSource.system();
    MultirootcaOptions.Parsed parsed =
        MultirootcaOptions.parse(arguments, console.out(), console.err(), clock);
    Multirootca.Options options = parsed.options();
    if (options == null) {
      return parsed.exitCode();
    }
    CountDownLatch end = new CountDownLatch(1);
    Signals.on(Signal.TERM, end::countDown);
    Signals.on(Signal.INT, end::countDown);
    try (Multirootca server = Multirootca.start(options, System::getenv, clock)) {
      LOG.info(
          "Now listening on {}:{} for {}",
          server.address().getHostString(),
          server.address().getPort(),
          server.labels());
      end.await();
      return 0;
    } catch (RootsException e) {
      e.text().lines().forEach(LOG::error);
      return 1;
    } catch (IOException e) {
      LOG.error(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
