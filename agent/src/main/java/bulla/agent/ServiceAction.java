package bulla.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What makes a service take up changed files. Runs block until the command has ended. */
sealed interface ServiceAction {

  /**
   * Runs it.
   *
   * @param environment variables added to our own
   * @throws ActionFailedException with a sentence for the log
   * @throws InterruptedException when the agent stops; the command is left to itself
   */
  void run(Map<String, String> environment) throws ActionFailedException, InterruptedException;

  /** No service manager: {@code svcmgr} empty or {@code dummy}. */
  record None() implements ServiceAction {
    @Override
    public void run(Map<String, String> environment) {}
  }

  /**
   * A service manager's command.
   *
   * @param verb restart or reload
   * @param onlyIfRunning whether a service that does not run is left alone
   */
  record Unit(ServiceManager manager, String service, String verb, boolean onlyIfRunning)
      implements ServiceAction {
    @Override
    public void run(Map<String, String> environment)
        throws ActionFailedException, InterruptedException {
      try {
        List<String> status = manager.status(service);
        if (onlyIfRunning && !status.isEmpty() && !Command.run(status, environment).succeeded()) {
          return;
        }
        Command.run(manager.command(verb, service), environment).orFail();
      } catch (IOException e) {
        throw new ActionFailedException(e.getMessage(), e);
      }
    }
  }

  /** The operator's own command ({@code svcmgr: command}). */
  record Shell(String shell, String text) implements ServiceAction {
    @Override
    public void run(Map<String, String> environment)
        throws ActionFailedException, InterruptedException {
      try {
        Command.run(new ArrayList<>(List.of(shell, "-c", text)), environment).orFail();
      } catch (IOException e) {
        throw new ActionFailedException(e.getMessage(), e);
      }
    }
  }

  /** The service may still use the old files; the action is run again at the next check. */
  final class ActionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    ActionFailedException(String message) {
      super(message);
    }

    ActionFailedException(@Nullable String message, Throwable cause) {
      super(message, cause);
    }
  }
}
