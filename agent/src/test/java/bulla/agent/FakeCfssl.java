package bulla.agent;

import bulla.cfssl.AlternativeNames;
import bulla.cfssl.AuthKey;
import bulla.cfssl.AuthenticatedRequest;
import bulla.cfssl.Json;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.Pem;
import bulla.pki.PrivateKeys;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** A multirootca that signs what it is asked, or misbehaves as a test wants. */
final class FakeCfssl implements AutoCloseable {
  static final String KEY = "aabbccddeeff11223344556677889900";

  private final HttpServer server;
  private final AtomicInteger serials = new AtomicInteger(1);
  private KeyPair caKey = PrivateKeys.generate(KeyRequest.DEFAULT);
  private Certificate ca = selfSigned(caKey);

  final List<SignRequest> signed = new CopyOnWriteArrayList<>();
  volatile Duration life = Duration.ofDays(30);
  volatile Duration age = Duration.ofMinutes(5);

  /** An answer to authsign in place of a certificate: its status and error text. */
  volatile String refusal = "";

  volatile int refusalStatus = 400;
  volatile boolean infoFails;

  FakeCfssl() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/api/v1/cfssl/info", this::info);
    server.createContext("/api/v1/cfssl/authsign", this::authsign);
    server.start();
  }

  String remote() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Certificate ca() {
    return ca;
  }

  void newCa() throws Exception {
    caKey = PrivateKeys.generate(KeyRequest.DEFAULT);
    ca = selfSigned(caKey);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void info(HttpExchange exchange) throws IOException {
    if (infoFails) {
      answer(exchange, 400, failure("bad label"));
    } else {
      answer(exchange, 200, success(Map.of("certificate", ca.pem().strip(), "expiry", "720h")));
    }
  }

  private void authsign(HttpExchange exchange) throws IOException {
    try {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      AuthenticatedRequest outer = AuthenticatedRequest.of(Json.object(text));
      if (!AuthKey.of(KEY).accepts(outer.token(), outer.request())) {
        answer(exchange, 400, failure("invalid token"));
      } else if (!refusal.isEmpty()) {
        answer(exchange, refusalStatus, failure(refusal));
      } else {
        String inner = new String(outer.request(), StandardCharsets.UTF_8);
        SignRequest request = SignRequest.of(Json.object(inner));
        signed.add(request);
        answer(exchange, 200, success(Map.of("certificate", sign(request).pem())));
      }
    } catch (Exception e) {
      answer(exchange, 500, failure(String.valueOf(e)));
    }
  }

  private Certificate sign(SignRequest request) throws Exception {
    byte[] der = Pem.blocks(request.certificateRequest()).getFirst().der();
    PKCS10CertificationRequest csr = new PKCS10CertificationRequest(der);
    Instant start = Instant.now().minus(age);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(ca.subject().der()),
            BigInteger.valueOf(serials.incrementAndGet()),
            Date.from(start),
            Date.from(start.plus(life)),
            csr.getSubject(),
            csr.getSubjectPublicKeyInfo());
    List<String> hosts = request.hosts() == null ? List.of() : request.hosts();
    if (!hosts.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          AlternativeNames.ofHosts(hosts).toGeneralNames());
    }
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    return Certificate.of(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(caKey.getPrivate())));
  }

  private static Certificate selfSigned(KeyPair key) throws Exception {
    Instant now = Instant.now();
    X500Name name = new X500Name("C=CH,O=Carcano SA,CN=CARC I101L");
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(365))),
            name,
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    return Certificate.of(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }

  private static String success(Map<String, Object> result) {
    return Json.write(
        Map.of("success", true, "result", result, "errors", List.of(), "messages", List.of()));
  }

  private static String failure(String message) {
    return "{\"success\":false,\"result\":null,\"errors\":[{\"code\":1,\"message\":\""
        + message
        + "\"}],\"messages\":[]}\n";
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
