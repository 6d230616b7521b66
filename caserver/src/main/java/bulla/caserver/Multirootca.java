package bulla.caserver;

import bulla.ca.CaFiles;
import bulla.cfssl.CfsslException;
import bulla.http.HttpLimits;
import bulla.http.HttpServer;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.tls.ClientAuthentication;
import bulla.tls.TlsEvents;
import bulla.tls.TlsHost;
import bulla.tls.TlsKey;
import bulla.tls.TlsSessions;
import bulla.tls.TlsSettings;
import bulla.tls.TlsSettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** CFSSL's multirootca: several CAs behind one address. Close it once. */
public final class Multirootca implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Roots roots;
  private final ExecutorService blocking;
  private final HttpServer server;
  private final @Nullable TlsHost tls;
  private final InetSocketAddress address;

  private Multirootca(
      Roots roots,
      ExecutorService blocking,
      HttpServer server,
      @Nullable TlsHost tls,
      InetSocketAddress address) {
    this.roots = roots;
    this.blocking = blocking;
    this.server = server;
    this.tls = tls;
    this.address = address;
  }

  /**
   * How it is to serve.
   *
   * @param address where; port 0 takes any free port
   * @param roots the roots file
   * @param defaultLabel the CA for requests without a label; empty for none
   * @param tlsCertificate the server's certificate and chain, PEM; null for plain HTTP
   * @param tlsKey its key; needed if and only if there is a certificate
   */
  public record Options(
      InetSocketAddress address,
      Path roots,
      String defaultLabel,
      @Nullable Path tlsCertificate,
      @Nullable Path tlsKey) {}

  /**
   * Starts to serve.
   *
   * @param environment where {@code env:NAME} auth keys come from
   * @throws RootsException with all that is wrong in the files
   * @throws IOException if the address cannot be had
   */
  public static Multirootca start(
      Options options, UnaryOperator<@Nullable String> environment, InstantSource clock)
      throws RootsException, IOException {
    TlsHost tls = tls(options);
    Roots roots = null;
    HttpServer server = null;
    ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    try {
      roots = Roots.open(options.roots(), environment, clock);
      String label = options.defaultLabel();
      if (!label.isEmpty() && roots.root(label) == null) {
        throw new RootsException(
            List.of("-l " + label + ": no such label, there are " + roots.labels()));
      }
      HttpServer.Listener listener =
          new HttpServer.Listener(
              tls == null ? null : name -> tls,
              TlsEvents.none(),
              HttpLimits.defaults(),
              new MultirootcaHandler(roots, label, blocking));
      server = HttpServer.create(Math.min(2, Runtime.getRuntime().availableProcessors()));
      InetSocketAddress address = server.listen(options.address(), () -> listener).address();
      return new Multirootca(roots, blocking, server, tls, address);
    } catch (RootsException | IOException | RuntimeException e) {
      close(server, blocking, roots, tls);
      throw e;
    }
  }

  /** The address with the port that was really taken. */
  public InetSocketAddress address() {
    return address;
  }

  /** The CAs' labels. */
  public List<String> labels() {
    return roots.labels();
  }

  /** Stops listening, lets exchanges in flight end, and closes the databases. */
  @Override
  public void close() {
    server.shutdown(GRACE);
    close(null, blocking, roots, tls);
  }

  private static void close(
      @Nullable HttpServer server,
      ExecutorService blocking,
      @Nullable Roots roots,
      @Nullable TlsHost tls) {
    if (server != null) {
      server.close();
    }
    blocking.close();
    if (roots != null) {
      roots.close();
    }
    if (tls != null) {
      tls.close();
    }
  }

  private static @Nullable TlsHost tls(Options options) throws RootsException {
    Path certificate = options.tlsCertificate();
    Path key = options.tlsKey();
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new RootsException(
          List.of("TLS needs both -tls-cert and -tls-key: give the one that is missing"));
    }
    byte[] keyPem = new byte[0];
    try {
      keyPem = Files.readAllBytes(key);
      CaFiles.key(keyPem, "-tls-key " + key, null);
      List<Certificate> chain =
          Certificate.allOfPem(Files.readString(certificate, StandardCharsets.ISO_8859_1));
      if (chain.isEmpty()) {
        throw new RootsException(List.of("-tls-cert " + certificate + ": no PEM certificate"));
      }
      try (TlsKey own = TlsKey.ofPem(keyPem, null)) {
        return TlsHost.of(settings(options, chain, own));
      }
    } catch (IOException e) {
      throw new RootsException(List.of("TLS: " + e));
    } catch (CfsslException e) {
      throw new RootsException(List.of(e.text()));
    } catch (MalformedException | TlsSettingsException e) {
      throw new RootsException(List.of("TLS: " + e.getMessage()));
    } finally {
      Arrays.fill(keyPem, (byte) 0);
    }
  }

  private static TlsSettings settings(Options options, List<Certificate> chain, TlsKey key) {
    return new TlsSettings(
        "multirootca:" + options.address().getPort(),
        List.of(
            new TlsSettings.Identity(
                chain.getFirst().der(),
                chain.stream().skip(1).map(Certificate::der).toList(),
                key,
                () -> null)),
        Set.of("TLSv1.2", "TLSv1.3"),
        null,
        null,
        false,
        ClientAuthentication.NONE,
        0,
        List.of(),
        List.of(),
        (presented, connection) -> presented.error(),
        null,
        "",
        List.of(),
        true,
        TlsSessions.inTickets(),
        List.of());
  }
}
