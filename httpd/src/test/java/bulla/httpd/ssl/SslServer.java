package bulla.httpd.ssl;

import bulla.http.HttpServer;
import bulla.httpd.authz.AuthzCore;
import bulla.httpd.authz.AuthzHost;
import bulla.httpd.autoindex.AutoindexModule;
import bulla.httpd.core.CoreModule;
import bulla.httpd.core.ErrorLog;
import bulla.httpd.core.Generation;
import bulla.httpd.core.GenerationReader;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.ProcessState;
import bulla.httpd.core.RequestProcessor;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.TlsProvider;
import bulla.httpd.core.VirtualHost;
import bulla.httpd.dir.DirModule;
import bulla.httpd.http2.Http2Module;
import bulla.httpd.md.MdModule;
import bulla.httpd.metrics.MetricsModule;
import bulla.httpd.reqtimeout.ReqtimeoutModule;
import bulla.httpd.socache.SocacheMemcacheModule;
import bulla.httpd.socache.SocacheRedisModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server of core, mod_ssl and directories on a free port of 127.0.0.1, with an error log for each
 * host.
 */
final class SslServer implements AutoCloseable {
  private final Path root;
  private final ProcessState process = new ProcessState();
  private final Map<String, ByteArrayOutputStream> logs = new LinkedHashMap<>();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Generation generation;
  private @Nullable HttpServer http;
  private HttpServer.@Nullable Listening listening;

  SslServer(Path root, String configuration) throws IOException, InvalidConfigurationException {
    this.root = root;
    generation = read(configuration);
  }

  private Generation read(String configuration) throws IOException, InvalidConfigurationException {
    Path file = root.resolve("httpd.conf");
    Files.writeString(file, configuration);
    Generation made =
        new GenerationReader(
                List.of(
                    new CoreModule(),
                    new SslModule(),
                    new MdModule(),
                    new SocacheRedisModule(),
                    new SocacheMemcacheModule(),
                    new AuthzCore(),
                    new AuthzHost(),
                    new MetricsModule(),
                    new DirModule(),
                    new Http2Module(),
                    new ReqtimeoutModule(),
                    new AutoindexModule()),
                Set.of(
                    "core_module",
                    "authz_core_module",
                    "authz_host_module",
                    "bulla_metrics_module",
                    "ssl_module",
                    "socache_redis_module",
                    "dir_module",
                    "http2_module",
                    "reqtimeout_module",
                    "autoindex_module"),
                InstantSource.system(),
                process)
            .read(
                new GenerationReader.From(file, root, List.of(), List.of(), List.of(), Map.of()),
                ErrorLog.on(new ByteArrayOutputStream(), InstantSource.system()));
    for (VirtualHost host : made.server().all()) {
      ByteArrayOutputStream log =
          logs.computeIfAbsent(
              String.valueOf(host.serverName()), name -> new ByteArrayOutputStream());
      host.log().to(ErrorLog.on(log, InstantSource.system()));
    }
    return made;
  }

  /** Starts as the program does: modules first, the port last. */
  void start() throws StartupException, IOException {
    startModules(generation);
    HttpServer server = HttpServer.create(1);
    http = server;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listening =
        server.listen(
            any,
            () -> {
              Generation serving = generation;
              List<VirtualHost> hosts = serving.server().hosts();
              TlsProvider provider = serving.tls();
              TlsProvider.Tls tls = provider == null ? null : provider.at(any, hosts);
              if (tls == null) {
                throw new IllegalStateException("the test's hosts all speak TLS");
              }
              return new HttpServer.Listener(
                  tls.hosts(),
                  tls.events(),
                  hosts.getFirst().limits(),
                  new RequestProcessor(serving, blocking),
                  () -> {},
                  serving.http2(hosts.getFirst(), tls));
            });
  }

  /** Puts another configuration in the place of the one that serves. */
  void reload(String configuration)
      throws IOException, InvalidConfigurationException, StartupException {
    Generation next = read(configuration);
    startModules(next);
    Generation before = generation;
    generation = next;
    before.modules().forEach(HttpdModule::close);
  }

  private static void startModules(Generation generation) throws StartupException {
    for (HttpdModule module : generation.modules()) {
      module.start(generation.server());
    }
  }

  int port() {
    HttpServer.Listening open = listening;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    return open.address().getPort();
  }

  /** The server that serves. */
  ServerContext context() {
    return generation.server();
  }

  /** What the modules say that they cannot serve. */
  List<String> unready() {
    return generation.modules().stream().flatMap(module -> module.unready().stream()).toList();
  }

  /** What a host's error log holds. */
  String log(String serverName) {
    ByteArrayOutputStream log = logs.get(serverName);
    return log == null ? "" : log.toString(StandardCharsets.UTF_8);
  }

  /** The same, as soon as {@code text} is in it: a client may know before the log does. */
  String logWith(String serverName, String text) throws InterruptedException {
    return logWith(serverName, text, 2);
  }

  /** The same for what takes longer, at most so many seconds. */
  String logWith(String serverName, String text, int seconds) throws InterruptedException {
    for (int i = 0; i < seconds * 100 && !log(serverName).contains(text); i++) {
      Thread.sleep(10);
    }
    return log(serverName);
  }

  @Override
  public void close() {
    if (http != null) {
      http.close();
    }
    generation.modules().forEach(HttpdModule::close);
    blocking.close();
  }
}
