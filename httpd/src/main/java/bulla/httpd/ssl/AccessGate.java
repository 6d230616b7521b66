package bulla.httpd.ssl;

import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.tls.ClientAuthentication;
import bulla.tls.ClientChain;
import bulla.tls.TlsConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Lets a request in where the client has shown the certificate that the path needs, asks for it
 * where the client has not been asked yet, and then has the rules that look at it asked.
 *
 * <p>A connection is asked once: what its client answered, a certificate or none, counts for all
 * paths. A certificate that was accepted is looked at again when its OCSP answer has gone stale,
 * when news of a revocation has come, and when the connection resumed a session.
 */
final class AccessGate implements Hooks.AccessCheck {
  private final SslHosts hosts;
  private final RequirementCheck requirements;
  private final RevokedClients revoked;
  private final ClientRefusal refusal;

  AccessGate(
      SslHosts hosts,
      RequirementCheck requirements,
      RevokedClients revoked,
      ClientRefusal refusal) {
    this.hosts = hosts;
    this.requirements = requirements;
    this.revoked = revoked;
    this.refusal = refusal;
  }

  @Override
  public CompletionStage<AccessOutcome> check(RequestContext request) {
    TlsConnection connection = request.connection().tls();
    if (request.directory().get(SslSettings.REQUIRE_SSL) && connection == null) {
      request.log(
          Ssl.LOG,
          LogLevel.ERROR,
          "AH02219: access to " + name(request) + " failed, reason: SSL connection required");
      request.notes().put("ssl-access-forbidden", "1");
      return ClientRefusal.FORBIDDEN.now();
    }
    SslHost host = connection == null ? null : hosts.of(connection);
    if (connection == null || host == null) {
      return AccessOutcome.Pass.NOW;
    }
    if (request.dead()) {
      // An ErrorDocument for a connection that died under the question: nothing is asked again.
      return ClientRefusal.FORBIDDEN.now();
    }
    Needed needed = Needed.of(request);
    if (needed.nothing() && connection.clientCertificates().isEmpty()) {
      return requirements.check(request).now();
    }
    Passage passage = new Passage(request, connection, host, needed);
    return needed.nothing() ? passage.refresh() : passage.decide();
  }

  private static String name(RequestContext request) {
    Path file = request.file();
    return file == null ? request.uri() : file.toString();
  }

  /** One request on its way through. Event loop, but for {@link #judge}. */
  private final class Passage {
    private final RequestContext request;
    private final TlsConnection connection;
    private final SslHost host;
    private final Needed needed;
    private final ConnectionFacts facts;

    Passage(RequestContext request, TlsConnection connection, SslHost host, Needed needed) {
      this.request = request;
      this.connection = connection;
      this.host = host;
      this.needed = needed;
      this.facts = ConnectionFacts.of(connection);
    }

    CompletionStage<AccessOutcome> decide() {
      if (needed.mode() == VerifyMode.REQUIRE
          && !host.host().equals(request.host())
          && !ClientPolicy.same(host.host().settings(), request.host().settings())) {
        // Only SSLVHostSNIPolicy insecure lets it come so far.
        return refusal.otherPolicy(request).now();
      }
      if (connection.clientCertificates().isEmpty()) {
        return answeredNothing() ? withNone().now() : ask();
      }
      if (accepted()) {
        return enter();
      }
      ConnectionFacts.Shown shown = facts.shown();
      boolean fromSession = shown == null;
      if (shown == null || (shown.error() != VerifyErrors.OK && shown.depth() < needed.depth())) {
        ClientChain chain = connection.verifyAgain(needed.depth());
        shown = chain == null ? null : host.verification().show(chain, connection, needed.depth());
      }
      return shown == null ? ask() : judge(shown, fromSession);
    }

    /** The path needs nothing, but its rules may look at what another one has accepted. */
    CompletionStage<AccessOutcome> refresh() {
      ConnectionFacts.Shown shown = facts.shown();
      if (shown == null || !facts.stale(now(), host.verification().news())) {
        return enter();
      }
      boolean lenient = facts.forgiven() != VerifyErrors.OK;
      Demand same = Demand.of(request, needed).with(lenient, shown.depth());
      return judgement(shown, same).thenCompose(whatever -> enter());
    }

    /** The certificate will do; what else is required? */
    private CompletionStage<AccessOutcome> enter() {
      if (facts.claimGuard()) {
        revoked.guard(request.connection(), connection, host.verification());
      }
      return requirements.check(request).now();
    }

    /** Whether the client was asked on this connection; a resumed session asks nothing. */
    private boolean answeredNothing() {
      boolean asked = connection.asked() != ClientAuthentication.NONE;
      return asked && (!connection.resumed() || facts.question() != null);
    }

    private AccessOutcome withNone() {
      return needed.mode() == VerifyMode.REQUIRE
          ? refusal.missing(request, connection)
          : requirements.check(request);
    }

    private CompletionStage<AccessOutcome> ask() {
      return new PathQuestion(request, connection, facts, needed, refusal)
          .put()
          .thenCompose(
              outcome -> outcome instanceof AccessOutcome.Pass ? answered() : outcome.now());
    }

    private CompletionStage<AccessOutcome> answered() {
      if (connection.clientCertificates().isEmpty()) {
        return withNone().now();
      }
      ConnectionFacts.Shown shown = facts.shown();
      if (shown == null) {
        throw new IllegalStateException("a certificate came in that nobody has verified");
      }
      return accepted() ? enter() : judge(shown, false);
    }

    private boolean accepted() {
      return facts.accepts(needed, now(), host.verification().news());
    }

    private Instant now() {
      return request.server().clock().instant();
    }

    /** Has a certificate looked at that no path of this connection has needed yet, or again. */
    private CompletionStage<AccessOutcome> judge(ConnectionFacts.Shown shown, boolean fromSession) {
      return judgement(shown, Demand.of(request, needed))
          .thenCompose(finding -> judged(finding, fromSession));
    }

    private CompletionStage<Optional<Finding>> judgement(
        ConnectionFacts.Shown shown, Demand demand) {
      return CompletableFuture.supplyAsync(
              () -> Optional.ofNullable(host.verification().judge(shown, connection, demand)),
              request.blocking())
          .thenApplyAsync(Function.identity(), request.connection().eventLoop());
    }

    private CompletionStage<AccessOutcome> judged(Optional<Finding> finding, boolean fromSession) {
      if (finding.isEmpty()) {
        return enter();
      }
      // The certificate of an old session: the client may have a better one by now.
      boolean another = fromSession && !connection.handshakeRequested();
      return another ? ask() : refusal.refused(request, finding.get()).now();
    }
  }
}
