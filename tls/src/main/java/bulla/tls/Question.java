package bulla.tls;

import bulla.openssl.Ssl;
import bulla.openssl.Step;
import bulla.openssl.Verify;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question for a client's certificate on an open connection, from when it is put until its
 * outcome. Keeps the application data that comes in between.
 */
final class Question {

  /** How much a client may send before it answers. */
  private static final int MOST_KEPT = 256 * 1024;

  private final ServerConnection connection;
  private final Ssl ssl;
  private final ClientAuthentication mode;
  private final Consumer<Authentication> outcome;
  private final int verificationsBefore;
  private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
  private int keptBytes;

  private Question(
      ServerConnection connection, ClientAuthentication mode, Consumer<Authentication> outcome) {
    this.connection = connection;
    this.mode = mode;
    this.outcome = outcome;
    ssl = connection.ssl();
    verificationsBefore = ssl.verifications();
  }

  /** Puts the question; null if it cannot be put, which {@code outcome} has then been told. */
  static @Nullable Question put(
      ServerConnection connection,
      ClientAuthentication mode,
      int depth,
      Consumer<Authentication> outcome) {
    String missing = missing(connection);
    if (missing != null) {
      outcome.accept(new Authentication.Unsafe(missing));
      return null;
    }
    Ssl ssl = connection.ssl();
    int modeBefore = ssl.verifyMode();
    int depthBefore = ssl.verifyDepth();
    // On TLS 1.3 libssl asks but once in a connection's life; asked twice some clients give up.
    int once = connection.protocol().equals("TLSv1.3") ? Verify.CLIENT_ONCE : 0;
    ssl.verify(HostContext.verifyMode(mode) | once, depth);
    Question question = new Question(connection, mode, outcome);
    if (ssl.ask() == Step.FAILED) {
      ssl.verify(modeBefore, depthBefore);
      outcome.accept(new Authentication.CannotAsk(ssl.errors()));
      return null;
    }
    if (depth > connection.host().settings().verifyDepth()) {
      // A session remembers that its client was verified, but not how deeply.
      ssl.withholdSessions();
    }
    return question;
  }

  /**
   * Without RFC 5746 the two handshakes could be those of two peers; without RFC 7627 they could be
   * spliced all the same (triple handshake).
   */
  private static @Nullable String missing(TlsConnection connection) {
    if (connection.protocol().equals("TLSv1.3")) {
      return null;
    }
    if (!connection.secureRenegotiation()) {
      return "secure renegotiation (RFC 5746)";
    }
    return connection.extendedMasterSecret() ? null : "extended master secret (RFC 7627)";
  }

  boolean answered() {
    return ssl.peerHasFinished() && !ssl.undecided();
  }

  /** Takes application data; false when that is too much. */
  boolean keep(ByteBuf data) {
    kept.add(data);
    keptBytes += data.readableBytes();
    return keptBytes <= MOST_KEPT;
  }

  /** The client has answered; gives what it sent in between, for the caller to deliver. */
  ArrayDeque<ByteBuf> complete() {
    ssl.answered();
    connection.settle();
    if (mode.compareTo(connection.asked()) > 0) {
      connection.setAsked(mode);
    }
    outcome.accept(new Authentication.Completed());
    return kept;
  }

  void fail(boolean certificateShown, List<String> errors) {
    drop();
    outcome.accept(
        new Authentication.Failed(
            certificateShown, certificateShown ? connection.shownError() : 0, errors));
  }

  /** Whether the client has shown a certificate as its answer. */
  boolean certificateShown() {
    return ssl.verifications() > verificationsBefore;
  }

  void abandon(List<String> errors) {
    drop();
    outcome.accept(new Authentication.Abandoned(errors));
  }

  private void drop() {
    kept.forEach(ByteBuf::release);
    kept.clear();
  }
}
