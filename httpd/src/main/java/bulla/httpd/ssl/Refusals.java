package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.ClientChain;
import bulla.tls.TlsConnection;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each refusal its id: a line in the error log beside httpd's own, the reference on the page,
 * and the record that {@code bulla explain} finds. Only counts where BullaRefusals is off.
 * Thread-safe; never waits.
 */
final class Refusals {
  /** Characters of base64 that are kept of a chain. */
  private static final int MOST_CHAIN = 48 << 10;

  private static final int MOST_PATH = 1024;
  private static final int MOST_CONSULTED = 32;

  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable Records records;
  private volatile @Nullable SslMetrics metrics;

  /** Where records go, for as long as the generation serves. */
  private record Records(ServerContext server, Path directory, RefusalWriter writer) {
    HostLog base(TlsConnection connection) {
      return server.base(connection.localAddress()).log();
    }
  }

  /** What the client has shown, leaf first, and whether an anchor stands at its end. */
  private record Chain(List<byte[]> der, boolean anchored) {
    static final Chain NONE = new Chain(List.of(), false);

    static Chain of(ConnectionFacts.@Nullable Shown shown) {
      return shown == null
          ? NONE
          : new Chain(
              shown.chain().stream().map(Certificate::der).toList(),
              Refusals.anchored(shown.error()));
    }
  }

  /** Begins to keep records; nothing is opened before the first. */
  void start(ServerContext server) {
    metrics = SslMetrics.of(server);
    RefusalSettings.directory(server).ifPresent(directory -> start(server, directory));
  }

  private void start(ServerContext server, Path directory) {
    HostLog log = server.main().log();
    RefusalWriter writer =
        writers(server).use(directory, text -> log.server(Ssl.LOG, LogLevel.WARN, text));
    records = new Records(server, directory, writer);
  }

  /** Ends with the last record. */
  void close() {
    Records ending = records;
    records = null;
    if (ending != null) {
      writers(ending.server).release(ending.directory);
    }
  }

  private static RefusalWriters writers(ServerContext server) {
    SslMetrics counts = SslMetrics.of(server);
    return server
        .process()
        .part(RefusalWriters.class, () -> new RefusalWriters(counts::refusalRecordDropped));
  }

  /**
   * Refuses in a handshake, or because of what has happened on an open connection; who the client
   * is stands in the facts of the connection.
   *
   * @param level of the line that it stands beside
   * @param demand what was asked for
   */
  void ofConnection(
      TlsConnection connection,
      VirtualHost host,
      LogLevel level,
      Finding finding,
      @Nullable Demand demand) {
    Chain chain = Chain.of(ConnectionFacts.of(connection).shown());
    ofConnection(connection, host, level, finding, demand, chain);
  }

  /** The same of a certificate that nobody can look at; its octets are kept. */
  void ofUnreadable(
      TlsConnection connection,
      VirtualHost host,
      LogLevel level,
      Finding finding,
      Demand demand,
      ClientChain shown) {
    Chain chain = new Chain(shown.octets(), anchored(shown.error()));
    ofConnection(connection, host, level, finding, demand, chain);
  }

  private void ofConnection(
      TlsConnection connection,
      VirtualHost host,
      LogLevel level,
      Finding finding,
      @Nullable Demand demand,
      Chain chain) {
    count(finding);
    Records to = records;
    if (to == null) {
      return;
    }
    RefusalId id = RefusalId.random(random);
    ConnectionFacts.of(connection).refused(id);
    line(to.base(connection), level, connection.remoteAddress(), id, finding);
    to.writer.offer(
        record(
            to.server,
            id,
            finding,
            connection.remoteAddress(),
            SslHost.id(host),
            connection.serverName(),
            connection.protocol(),
            demand == null ? null : demand.path(),
            demand == null ? null : demand.line(),
            chain));
  }

  /** Refuses a client that has not come so far as to be a connection. */
  void ofStranger(VirtualHost base, InetSocketAddress client, String name, Finding finding) {
    count(finding);
    Records to = records;
    if (to != null) {
      RefusalId id = RefusalId.random(random);
      line(base.log(), LogLevel.INFO, client, id, finding);
      String sni = name.isEmpty() ? null : name;
      to.writer.offer(
          record(
              to.server, id, finding, client, SslHost.id(base), sni, null, null, null, Chain.NONE));
    }
  }

  /** Refuses a request. */
  void ofRequest(
      RequestContext request, LogLevel level, Finding finding, @Nullable DirectiveLine asking) {
    count(finding);
    Records to = records;
    TlsConnection connection = request.connection().tls();
    if (to == null || connection == null) {
      return;
    }
    RefusalId id = RefusalId.random(random);
    line(request, level, id, finding);
    HostLog base = to.base(connection);
    if (finding.error() != VerifyErrors.OK
        && !base.target().equals(request.host().log().target())) {
      // What libcrypto and the responders had to say stands in that one.
      line(base, level, connection.remoteAddress(), id, finding);
    }
    to.writer.offer(
        record(
            to.server,
            id,
            finding,
            connection.remoteAddress(),
            SslHost.id(request.host()),
            connection.serverName(),
            connection.protocol(),
            request.uri(),
            asking,
            Chain.of(ConnectionFacts.of(connection).shown())));
  }

  /**
   * Tells of a request that ends with a handshake that was refused.
   *
   * @return false if nobody has refused it yet
   */
  boolean again(RequestContext request, TlsConnection connection) {
    Records to = records;
    RefusalId id = ConnectionFacts.of(connection).refusal();
    if (to != null && id != null) {
      request.refused(id.text());
      HostLog base = to.base(connection);
      if (!base.target().equals(request.host().log().target())) {
        request.log(Ssl.LOG, LogLevel.ERROR, "refusal " + id);
      }
    }
    return to == null || id != null;
  }

  private void count(Finding finding) {
    SslMetrics counts = metrics;
    if (counts != null) {
      counts.clientRefused(finding.cause());
    }
  }

  private static void line(RequestContext request, LogLevel level, RefusalId id, Finding finding) {
    request.refused(id.text());
    request.log(Ssl.LOG, level, text(id, finding));
  }

  private static void line(
      HostLog log, LogLevel level, InetSocketAddress client, RefusalId id, Finding finding) {
    log.connection(Ssl.LOG, level, null, client, text(id, finding));
  }

  private static String text(RefusalId id, Finding finding) {
    String words = finding.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "refusal " + id + ", " + words + ": 'bulla explain " + id + "' tells more";
  }

  private static Refusal record(
      ServerContext server,
      RefusalId id,
      Finding finding,
      InetSocketAddress client,
      String host,
      @Nullable String sni,
      @Nullable String protocol,
      @Nullable String path,
      @Nullable DirectiveLine asking,
      Chain chain) {
    List<String> kept = kept(chain.der());
    return new Refusal(
        id.text(),
        finding.cause(),
        server.clock().instant().toString(),
        client.getAddress().getHostAddress() + ":" + client.getPort(),
        host,
        sni,
        protocol,
        path == null || path.length() <= MOST_PATH ? path : path.substring(0, MOST_PATH) + "...",
        finding.error(),
        finding.about(),
        finding.detail(),
        Stream.of(asking, finding.rule())
            .filter(Objects::nonNull)
            .distinct()
            .map(Refusal.Rule::of)
            .toList(),
        kept,
        chain.der().size() - kept.size(),
        chain.anchored(),
        finding.consulted().stream().limit(MOST_CONSULTED).toList());
  }

  /**
   * What libcrypto says of a chain's time and use, it says of one that ends at an anchor; of a leaf
   * whose key is too weak it says so before it looks for one.
   */
  private static boolean anchored(int error) {
    return switch (error) {
      case 2, 18, 19, 20, 21, 27, VerifyErrors.CHAIN_TOO_LONG, VerifyErrors.WEAK_KEY -> false;
      default -> true;
    };
  }

  private static List<String> kept(List<byte[]> chain) {
    List<String> kept = new ArrayList<>();
    int length = 0;
    for (byte[] certificate : chain) {
      String text = Base64.getEncoder().encodeToString(certificate);
      length += text.length();
      if (length > MOST_CHAIN) {
        break;
      }
      kept.add(text);
    }
    return kept;
  }
}
