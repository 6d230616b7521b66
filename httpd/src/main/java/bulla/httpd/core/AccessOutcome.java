package bulla.httpd.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a hook says about a request that asks to come in. */
public sealed interface AccessOutcome {
  /** This outcome, known at once. */
  default CompletionStage<AccessOutcome> now() {
    return CompletableFuture.completedStage(this);
  }

  /** Nothing against it: the next hook is asked. */
  record Pass() implements AccessOutcome {
    /** Shared. */
    public static final Pass PASS = new Pass();

    /** {@link #PASS}, known at once. Shared: hooks on the hot path return it. */
    public static final CompletionStage<AccessOutcome> NOW =
        CompletableFuture.completedFuture(PASS);
  }

  /** Refused: the client gets the error page of that status. */
  record Refused(int status) implements AccessOutcome {}

  /**
   * Refused, and the connection is dead: the error page is made, counted and logged as if sent, and
   * nobody sees it (httpd logs {@code 403 199} after a failed handshake).
   */
  record RefusedIntoTheVoid(int status) implements AccessOutcome {}
}
