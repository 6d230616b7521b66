package bulla.httpd.core;

import bulla.apacheconf.ExpressionException;
import bulla.http.Content;
import bulla.http.Exchange;
import bulla.http.Handler;
import bulla.http.ReadTimeouts;
import bulla.http.Refusal;
import bulla.http.Request;
import bulla.http.Response;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests: finds the host, maps the path, merges the sections, asks the access checks,
 * serves. All on the connection's event loop, but for looking at the disk.
 *
 * <p>What a path led to is believed for a second ({@link #BELIEVED}): after a file was changed, or
 * a .htaccess file, the old one may be served that long.
 */
public final class RequestProcessor implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestProcessor.class);

  /** How long a look at the disk is believed, nanoseconds. */
  private static final long BELIEVED = 1_000_000_000L;

  /** Memory for small files and findings, bytes. */
  private static final long CACHE = 64L << 20;

  private final Generation generation;
  private final Hooks hooks;
  private final String serverField;
  private final Response.Field serverLine;
  private final ResourceFinder finder;
  private final Executor blocking;
  private final Responder responder;
  private volatile boolean retired;
  private final Cache<Key, Look> looks =
      Caffeine.newBuilder()
          .maximumWeight(CACHE)
          .<Key, Look>weigher((key, look) -> 512 + 2 * key.uri.length() + weight(look))
          // Its little housekeeping costs less than waking another thread for it.
          .executor(Runnable::run)
          .build();

  /** A path of a host. */
  private record Key(VirtualHost host, String uri) {}

  /** What was found, and when. */
  private record Look(Found found, long nanos) {
    boolean isFresh() {
      return System.nanoTime() - nanos < BELIEVED;
    }
  }

  /**
   * Makes a processor.
   *
   * @param blocking runs what looks at the disk
   */
  public RequestProcessor(Generation generation, Executor blocking) {
    this.generation = generation;
    this.hooks = generation.hooks();
    this.serverField = generation.serverField();
    this.serverLine = new Response.Field("Server", serverField);
    this.blocking = blocking;
    this.finder = new ResourceFinder(hooks, generation.directoryFiles());
    this.responder = new Responder(this, hooks, blocking);
  }

  Generation generation() {
    return generation;
  }

  String serverField() {
    return serverField;
  }

  Response.Field serverFieldLine() {
    return serverLine;
  }

  /**
   * Another generation serves new connections: each of the old ones ends after the answer that it
   * is waiting for, or that it asks for next.
   */
  public void retire() {
    retired = true;
  }

  @Override
  public boolean retired() {
    return retired;
  }

  Executor blocking() {
    return blocking;
  }

  RequestEvaluation evaluation(RequestContext request) {
    return new RequestEvaluation(request, hooks);
  }

  @Override
  public void handle(Exchange exchange) {
    Request head = exchange.request();
    InetSocketAddress local = exchange.connection().localAddress();
    VirtualHost base = ConnectionHosts.of(exchange.connection(), generation.server(), local).base();
    UriPath target =
        UriPath.parse(
            head.target(),
            base.settings().get(CoreSettings.MERGE_SLASHES),
            base.settings().get(CoreSettings.ENCODED_SLASHES));
    String authority = target instanceof UriPath.Path(var p, var q, var named) ? named : null;
    VirtualHost host = host(exchange, authority == null ? head.field("Host") : authority);
    if (host == null) {
      refuse(exchange, Refusal.BAD_HOST);
      return;
    }
    if (!host.equals(base)) {
      exchange.limits(host.limits());
    }
    String path = target instanceof UriPath.Path(var decoded, var q, var a) ? decoded : "*";
    String query = target instanceof UriPath.Path(var p, var found, var a) ? found : null;
    RequestContext request = new RequestContext(this, exchange, null, host, path, query);
    watch(request);
    for (Hooks.HostCheck check : hooks.hostChecks) {
      AccessOutcome outcome = check.check(request);
      if (!(outcome instanceof AccessOutcome.Pass)) {
        refused(request, outcome);
        return;
      }
    }
    if (head.method().equals("CONNECT")) {
      responder.error(request, 405);
    } else if (target instanceof UriPath.Bad(int status, boolean climbs)) {
      if (climbs) {
        request.log("core", LogLevel.ERROR, "AH10244: invalid URI path (" + head.target() + ")");
      }
      responder.error(request, status);
    } else if (!responder.general(request, target instanceof UriPath.Asterisk)) {
      start(request);
    }
  }

  @Override
  public void refuse(Exchange exchange, Refusal refusal) {
    InetSocketAddress local = exchange.connection().localAddress();
    VirtualHost base = ConnectionHosts.of(exchange.connection(), generation.server(), local).base();
    RequestContext request = new RequestContext(this, exchange, null, base, "/", null);
    watch(request);
    if (refusal == Refusal.NO_REQUEST_LINE) {
      exchange.respondIntoTheVoid(
          new Response(refusal.status(), "", List.of(), Content.NONE, true));
      return;
    }
    RefusalNotes.write(request, refusal);
    responder.builtIn(request, refusal.status());
  }

  @Override
  public void tooSlow(InetSocketAddress client, InetSocketAddress local, ReadTimeouts.Part part) {
    VirtualHost host = generation.server().base(local);
    hooks.slowClients.forEach(told -> told.tooSlow(client, host, part));
  }

  private void watch(RequestContext request) {
    request
        .exchange()
        .onEnd(
            ending -> {
              for (Hooks.Logger logger : hooks.loggers) {
                logger.log(request, ending);
              }
            });
  }

  /** The host that a Host field names at the connection's address; null if it is no name. */
  private @Nullable VirtualHost host(Exchange exchange, @Nullable String field) {
    ConnectionHosts hosts =
        ConnectionHosts.of(
            exchange.connection(), generation.server(), exchange.connection().localAddress());
    return hosts.named(field);
  }

  private void start(RequestContext request) {
    for (Hooks.Early early : hooks.earlies) {
      Reply reply = early.answer(request);
      if (reply != null) {
        responder.reply(request, reply);
        return;
      }
    }
    lookAndEnter(request);
  }

  /** Answers with another path of this server, for the sake of an ErrorDocument. */
  void redirectInternally(RequestContext from, String uri, int status) {
    int question = uri.indexOf('?');
    RequestContext request =
        new RequestContext(
            this,
            from.exchange(),
            from,
            from.host(),
            question < 0 ? uri : uri.substring(0, question),
            question < 0 ? null : uri.substring(question + 1));
    request.errorStatus(status);
    lookAndEnter(request);
  }

  private void lookAndEnter(RequestContext request) {
    Look last = looks.getIfPresent(new Key(request.host(), request.uri()));
    if (last == null || !last.isFresh()) {
      guard(request, look(request).thenAccept(problem -> enter(request, problem)));
      return;
    }
    // What was looked at a moment ago needs no stage.
    try {
      enter(request, settle(request, last.found));
    } catch (RuntimeException failure) {
      broken(request, failure);
    }
  }

  private void enter(RequestContext request, int problem) {
    if (problem != 0) {
      responder.error(request, problem);
      return;
    }
    CompletionStage<AccessOutcome> access = access(request);
    if (access.equals(AccessOutcome.Pass.NOW)) {
      responder.serve(request);
    } else {
      guard(request, access.thenAccept(outcome -> enter(request, outcome)));
    }
  }

  private void enter(RequestContext request, AccessOutcome outcome) {
    if (outcome instanceof AccessOutcome.Pass) {
      responder.serve(request);
    } else {
      refused(request, outcome);
    }
  }

  /**
   * A step that breaks by our own fault gives 500 and a line in the log, never a request that
   * hangs.
   */
  void guard(RequestContext request, CompletionStage<?> stage) {
    stage.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            broken(request, failure);
          }
        });
  }

  private void broken(RequestContext request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    if (cause instanceof RejectedExecutionException) {
      // The event loop has ended, and the connection with it.
      LOG.debug("the server ended under a request for {}", request.uri());
      return;
    }
    LOG.error("a request for {} failed", request.uri(), cause);
    request.log("core", LogLevel.CRIT, "internal error: " + cause);
    try {
      responder.builtIn(request, 500);
    } catch (IllegalStateException answered) {
      LOG.debug("the request had been answered", answered);
    }
  }

  private void refused(RequestContext request, AccessOutcome outcome) {
    switch (outcome) {
      case AccessOutcome.Pass pass -> throw new IllegalStateException("a pass is no refusal");
      case AccessOutcome.Refused(int status) -> responder.error(request, status);
      case AccessOutcome.RefusedIntoTheVoid(int status) -> {
        request.die();
        responder.error(request, status);
      }
    }
  }

  CompletionStage<RequestContext.Lookup> lookup(RequestContext parent, String path) {
    RequestContext request =
        new RequestContext(this, parent.exchange(), parent, parent.host(), path, null);
    return look(request)
        .thenCompose(
            problem ->
                problem != 0
                    ? CompletableFuture.completedFuture(new RequestContext.Lookup(request, problem))
                    : access(request).thenApply(outcome -> lookedUp(request, outcome)));
  }

  private static RequestContext.Lookup lookedUp(RequestContext request, AccessOutcome outcome) {
    return switch (outcome) {
      case AccessOutcome.Refused(int status) -> new RequestContext.Lookup(request, status);
      case AccessOutcome.RefusedIntoTheVoid(int status) -> {
        request.die();
        yield new RequestContext.Lookup(request, status);
      }
      case AccessOutcome.Pass pass ->
          new RequestContext.Lookup(
              request, request.resource().kind() == Resource.Kind.MISSING ? 404 : 200);
    };
  }

  /** Finds the resource and its settings; completes on the event loop with 0 or a status. */
  private CompletionStage<Integer> look(RequestContext request) {
    Key key = new Key(request.host(), request.uri());
    Look last = looks.getIfPresent(key);
    if (last != null && last.isFresh()) {
      return CompletableFuture.completedFuture(settle(request, last.found));
    }
    Found before = last == null ? null : last.found;
    return CompletableFuture.supplyAsync(
            () -> {
              Found found = finder.find(key.host, key.uri, before);
              looks.put(key, new Look(found, System.nanoTime()));
              return found;
            },
            blocking)
        .thenApplyAsync(found -> settle(request, found), request.connection().eventLoop());
  }

  /** Lays the If sections over what was found; gives 0 or a status. */
  private static int settle(RequestContext request, Found found) {
    request.found(found.resource(), found.settings());
    Found.Problem problem = found.problem();
    if (problem != null) {
      request.log("core", problem.level(), problem.error(), problem.message());
      return problem.status();
    }
    return conditions(request, found.conditions()) ? 0 : 500;
  }

  private static boolean conditions(RequestContext request, List<Section> conditions) {
    for (Section section : conditions) {
      try {
        if (section.match() instanceof SectionMatch.Condition condition
            && condition.holds(request)) {
          request.found(request.resource(), section.settings().over(request.directory()));
          if (!conditions(request, section.nested().conditions())) {
            return false;
          }
        }
      } catch (ExpressionException undecided) {
        request.log(
            "core",
            LogLevel.ERROR,
            "AH03299: Evaluation of expression from "
                + section.at()
                + " failed: "
                + undecided.text());
        return false;
      }
    }
    return true;
  }

  /** Asks the access checks, one after the other. */
  private CompletionStage<AccessOutcome> access(RequestContext request) {
    return access(request, 0);
  }

  private CompletionStage<AccessOutcome> access(RequestContext request, int from) {
    for (int i = from; i < hooks.accessChecks.size(); i++) {
      CompletionStage<AccessOutcome> stage = hooks.accessChecks.get(i).check(request);
      if (!stage.equals(AccessOutcome.Pass.NOW)) {
        int next = i + 1;
        return stage.thenCompose(
            outcome ->
                outcome instanceof AccessOutcome.Pass ? access(request, next) : outcome.now());
      }
    }
    return AccessOutcome.Pass.NOW;
  }

  private static int weight(Look look) {
    byte[] content = look.found.resource().content();
    return content == null ? 0 : content.length;
  }
}
