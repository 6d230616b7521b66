package bulla.cfssl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks a CFSSL server, {@code cfssl serve} or {@code multirootca}, or one of several: they are
 * tried in order, and any failure leads to the next one. Thread-safe; calls block, at most the
 * timeout for each server.
 */
public final class CfsslClient implements AutoCloseable {
  private static final int ANSWER_LIMIT = 1 << 20;
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private final List<URI> servers;
  private final HttpClient http;
  private final Duration timeout;
  private final InstantSource clock;

  private CfsslClient(List<URI> servers, HttpClient http, Duration timeout, InstantSource clock) {
    this.servers = servers;
    this.http = http;
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * Makes a client; connects to nothing.
   *
   * @param remotes comma list of {@code [http[s]://]host[:port]}
   * @param rootsPem the certificates that an https server's chain must end in, PEM, text around the
   *     blocks allowed; null for the platform's own
   * @param timeout for connecting, and for the whole of one exchange
   * @throws CfsslException if a remote or a certificate cannot be understood
   */
  public static CfsslClient of(
      String remotes, @Nullable String rootsPem, Duration timeout, InstantSource clock)
      throws CfsslException {
    HttpClient.Builder http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
    if (rootsPem != null) {
      http.sslContext(trusting(rootsPem));
    }
    return new CfsslClient(Remotes.of(remotes), http.build(), timeout, clock);
  }

  /**
   * Asks for a CA's certificate and what a profile grants.
   *
   * @throws CfsslException the last server's failure
   */
  public CaInformation info(String label, String profile) throws CfsslException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("label", label);
    request.put("profile", profile);
    JsonObject result = post("info", Json.write(request));
    try {
      return CaInformation.of(result);
    } catch (JsonException e) {
      throw new CfsslException(ErrorCode.CLIENT_JSON, e.text(), e);
    }
  }

  /**
   * Has a certificate signed by a profile that asks for a token.
   *
   * @return the certificate, PEM
   * @throws CfsslException the last server's failure
   */
  public String authsign(SignRequest request, AuthKey key) throws CfsslException {
    byte[] inner = request.toJson().getBytes(StandardCharsets.UTF_8);
    long now = clock.instant().getEpochSecond();
    return certificate(post("authsign", AuthenticatedRequest.of(inner, key, now).toJson()));
  }

  /**
   * Has a certificate signed by a profile that asks for no token.
   *
   * @return the certificate, PEM
   * @throws CfsslException the last server's failure
   */
  public String sign(SignRequest request) throws CfsslException {
    return certificate(post("sign", request.toJson()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static String certificate(JsonObject result) throws CfsslException {
    try {
      String pem = result.text("certificate");
      if (pem.isEmpty()) {
        throw new CfsslException(ErrorCode.CLIENT_JSON, "the answer holds no certificate");
      }
      return pem;
    } catch (JsonException e) {
      throw new CfsslException(ErrorCode.CLIENT_JSON, e.text(), e);
    }
  }

  private JsonObject post(String endpoint, String body) throws CfsslException {
    CfsslException last = null;
    for (URI server : servers) {
      try {
        return post(server.resolve("/api/v1/cfssl/" + endpoint), body);
      } catch (CfsslException e) {
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null ? new CfsslException(ErrorCode.CLIENT_HTTP, "no remote is given") : last;
  }

  private JsonObject post(URI address, String body) throws CfsslException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = exchange(request);
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.statusCode() != 200) {
      throw new CfsslException(ErrorCode.CLIENT_HTTP, text);
    }
    try {
      Envelope envelope = Envelope.ofJson(text);
      if (envelope.success() && envelope.result() instanceof JsonObject result) {
        return result;
      }
      throw new CfsslException(
          ErrorCode.SERVER_REQUEST_FAILED,
          envelope.errors().isEmpty()
              ? "response is not successful"
              : envelope.errors().getFirst().message());
    } catch (JsonException e) {
      throw new CfsslException(ErrorCode.CLIENT_JSON, e.text(), e);
    }
  }

  /** The request's own timeout ends with the answer's head; this one bounds the body as well. */
  private HttpResponse<byte[]> exchange(HttpRequest request) throws CfsslException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_LIMIT));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed(request.uri(), "no answer within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(request.uri(), "interrupted", e);
    } catch (ExecutionException e) {
      throw failed(request.uri(), reason(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** java.net.http leaves the reason to an inner cause, and that of a refused connection out. */
  private static String reason(@Nullable Throwable failure) {
    String reason = "unknown";
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        reason = t.getMessage();
      } else if (t instanceof ConnectException) {
        reason = "connection refused";
      }
    }
    return reason;
  }

  private static CfsslException failed(URI address, String reason, Throwable cause) {
    return new CfsslException(
        ErrorCode.CLIENT_HTTP, "failed POST to %s: %s".formatted(address, reason), cause);
  }

  private static SSLContext trusting(String pem) throws CfsslException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher blocks = CERTIFICATE.matcher(pem);
      int count = 0;
      while (blocks.find()) {
        byte[] block = blocks.group().getBytes(StandardCharsets.ISO_8859_1);
        Certificate root = factory.generateCertificate(new ByteArrayInputStream(block));
        store.setCertificateEntry("root" + count++, root);
      }
      if (count == 0) {
        throw new CfsslException(
            ErrorCode.CERTIFICATE_DECODE, "the root CA file holds no PEM certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_PARSE, "the root CA file cannot be used: " + e.getMessage(), e);
    }
  }
}
