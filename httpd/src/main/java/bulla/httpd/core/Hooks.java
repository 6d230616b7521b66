package bulla.httpd.core;

import bulla.http.Exchange;
import bulla.http.ReadTimeouts;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where modules hang on to the life of a request. Hooks are asked in the order of the modules; they
 * run on the connection's event loop and must not block.
 */
public final class Hooks {
  final List<HostCheck> hostChecks = new ArrayList<>();
  final List<Early> earlies = new ArrayList<>();
  final List<Translator> translators = new ArrayList<>();
  final List<AccessCheck> accessChecks = new ArrayList<>();
  final List<Fixup> fixups = new ArrayList<>();
  final List<Generator> generators = new ArrayList<>();
  final List<Typer> typers = new ArrayList<>();
  final List<SlowClient> slowClients = new ArrayList<>();
  private final List<Denial> denials = new ArrayList<>();
  final List<Logger> loggers = new ArrayList<>();
  final Map<String, Variables> logVariables = new ConcurrentHashMap<>();
  final Map<String, Variables> expressionVariables = new ConcurrentHashMap<>();
  final Map<String, ListFunction> listFunctions = new ConcurrentHashMap<>();
  private final Map<String, Authorizer> authorizers = new ConcurrentHashMap<>();
  final Map<String, Generator> handlers = new ConcurrentHashMap<>();
  private final List<MultiCollector> collectors = new ArrayList<>();
  private final Map<String, SocacheProvider> socaches = new ConcurrentHashMap<>();
  @Nullable TlsProvider tls;
  @Nullable Http2Provider http2;

  /** Asked when the host of a request is known and nothing else: mod_ssl's 421, strict SNI. */
  @FunctionalInterface
  public interface HostCheck {
    /** Decides. */
    AccessOutcome check(RequestContext request);
  }

  /** Answers a request before its path is mapped to a file: Redirect of servers and hosts. */
  @FunctionalInterface
  public interface Early {
    /** The answer; null if the request goes on. */
    @Nullable Reply answer(RequestContext request);
  }

  /**
   * Maps a URL path to a file that is not below DocumentRoot. What it says is kept with the file,
   * so it may look at nothing but its arguments; unlike other hooks it may run on any thread.
   */
  @FunctionalInterface
  public interface Translator {
    /** Where the path leads; null if this translator does not know. */
    @Nullable Translation translate(VirtualHost host, String uri);
  }

  /**
   * Decides whether a request may go on, after the sections were merged and before anything is
   * served. May take its time: a request that waits holds nothing up but its connection.
   */
  @FunctionalInterface
  public interface AccessCheck {
    /** Decides; the stage must complete on the event loop. */
    CompletionStage<AccessOutcome> check(RequestContext request);
  }

  /** Has a last look at a request that may come in: DirectorySlash, DirectoryIndex. */
  @FunctionalInterface
  public interface Fixup {
    /** What to do instead of serving the resource; null or GoOn to serve it. */
    @Nullable CompletionStage<Reply> fixup(RequestContext request);
  }

  /** Makes the answer for what is not a plain file: a listing, a status page. */
  @FunctionalInterface
  public interface Generator {
    /** The answer; null if this generator has none for the request. */
    @Nullable CompletionStage<Reply> generate(RequestContext request);
  }

  /** Tells what a file's name says of its content. */
  @FunctionalInterface
  public interface Typer {
    /** The type of a file of that name; null if nothing is known. */
    @Nullable FileType type(String fileName, Settings directory, Settings server);
  }

  /** Told of clients that take too long to send something. */
  @FunctionalInterface
  public interface SlowClient {
    /** Tells; {@code host} is the first of the connection's address. */
    void tooSlow(InetSocketAddress client, VirtualHost host, ReadTimeouts.Part part);
  }

  /** Told of requests that a Require keeps out, before the page that refuses is made. */
  @FunctionalInterface
  public interface Denial {
    /**
     * Tells.
     *
     * @param rule that has not been met
     * @param undecided why it cannot be told whether it is met; null if it is not
     */
    void denied(RequestContext request, DirectiveLine rule, @Nullable String undecided);
  }

  /** Told of the end of every exchange. */
  @FunctionalInterface
  public interface Logger {
    /** Logs. */
    void log(RequestContext request, Exchange.Ending ending);
  }

  /** A function of expressions that gives a list: {@code PeerExtList}. */
  @FunctionalInterface
  public interface ListFunction {
    /** The list for an argument. */
    List<String> list(String argument, RequestContext request);
  }

  /** Adds a host check. */
  public void hostCheck(HostCheck check) {
    hostChecks.add(check);
  }

  /** Adds an early answer. */
  public void early(Early early) {
    earlies.add(early);
  }

  /** Adds a translator. */
  public void translator(Translator translator) {
    translators.add(translator);
  }

  /** Adds an access check. */
  public void accessCheck(AccessCheck check) {
    accessChecks.add(check);
  }

  /** Adds a fixup. */
  public void fixup(Fixup fixup) {
    fixups.add(fixup);
  }

  /** Adds a generator. */
  public void generator(Generator generator) {
    generators.add(generator);
  }

  /**
   * Adds what SetHandler names; it answers in a file's place. For what the server tells of itself:
   * .htaccess cannot name it, nor AddHandler.
   */
  public void handler(String name, Generator handler) {
    handlers.put(name, handler);
  }

  /**
   * Adds a module's measurements: what it has counted since the process began, and how things stand
   * in its generation. Asked on any thread that may block.
   */
  public void collector(MultiCollector collector) {
    collectors.add(collector);
  }

  /** The measurements of all modules. */
  public List<MultiCollector> collectors() {
    return List.copyOf(collectors);
  }

  /** Adds a typer; the first that knows a type has the word. */
  public void typer(Typer typer) {
    typers.add(typer);
  }

  /** Adds one who is told of slow clients. */
  public void slowClient(SlowClient told) {
    slowClients.add(told);
  }

  /** Adds one who is told of denials. */
  public void denial(Denial told) {
    denials.add(told);
  }

  /** Tells of a denial. */
  public void tellDenied(RequestContext request, DirectiveLine rule, @Nullable String undecided) {
    for (Denial told : denials) {
      told.denied(request, rule, undecided);
    }
  }

  /** Adds a logger. */
  public void logger(Logger logger) {
    loggers.add(logger);
  }

  /** Takes over a log variable: {@code x} for {@code %{NAME}x}, {@code c} for {@code %{name}c}. */
  public void logVariable(String letter, Variables variables) {
    logVariables.put(letter, variables);
  }

  /**
   * Takes over the expression variables of a prefix, compared without case: {@code SSL_}. The name
   * that the provider gets is the whole name as written. {@code HTTPS} alone is a prefix too.
   */
  public void expressionVariables(String prefix, Variables variables) {
    expressionVariables.put(prefix, variables);
  }

  /** Adds a list function, by its name as expressions write it. */
  public void listFunction(String name, ListFunction function) {
    listFunctions.put(name, function);
  }

  /** Adds a provider of Require; its name in lower case. */
  public void authorizer(String name, Authorizer authorizer) {
    authorizers.put(name, authorizer);
  }

  /** The provider of Require of that name, in lower case; null if there is none. */
  public @Nullable Authorizer authorizer(String name) {
    return authorizers.get(name);
  }

  /** Adds a place for small objects; its name as SSLSessionCache writes it, in lower case. */
  public void socache(String name, SocacheProvider provider) {
    socaches.put(name, provider);
  }

  /** The place for small objects of that name, in lower case; null if there is none. */
  public @Nullable SocacheProvider socache(String name) {
    return socaches.get(name);
  }

  /** The names of all places for TLS sessions that modules have added, in order. */
  public List<String> socaches() {
    return socaches.keySet().stream().sorted().toList();
  }

  /** The provider of a letter's log variables; null if there is none. */
  public @Nullable Variables logVariables(String letter) {
    return logVariables.get(letter);
  }

  /** Makes this module the one that speaks TLS. */
  public void tls(TlsProvider provider) {
    tls = provider;
  }

  /** Makes this module the one that speaks HTTP/2. */
  public void http2(Http2Provider provider) {
    http2 = provider;
  }

  /** The protocols that a host's TLS connections may settle on, the best first (RFC 7301). */
  public List<String> applicationProtocols(VirtualHost host) {
    List<String> wanted = host.settings().get(CoreSettings.PROTOCOLS);
    List<String> spoken =
        wanted.stream()
            .filter(name -> name.equals("http/1.1") || (name.equals("h2") && http2 != null))
            .toList();
    // Whatever Protocols says, HTTP/1.1 is what httpd falls back to.
    return spoken.contains("http/1.1")
        ? spoken
        : Stream.concat(spoken.stream(), Stream.of("http/1.1")).toList();
  }
}
