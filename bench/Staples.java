import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import bulla.pki.Signatures;
import bulla.revocation.OcspPolicy;
import bulla.revocation.StapleOrder;
import bulla.revocation.Stapler;
import bulla.revocation.StaplerEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** Keeps the staples of many certificates fresh, and holds what that takes against the goal. */
final class Staples {
  private static final long MOST_BYTES = 1024;
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Duration STEP = Duration.ofHours(6);
  private static final int LIVES = 2;
  private static final int RESPONDERS = 4;

  private final Certificate ca;
  private final PrivateKey key;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile Instant now = Instant.now();

  private Staples(Path work) throws Exception {
    ca = Certificate.ofPem(Files.readString(work.resolve("ca.pem")));
    key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(work.resolve("ca.der"))));
  }

  public static void main(String[] arguments) throws Exception {
    boolean good = new Staples(Path.of(arguments[0])).measure(Integer.parseInt(arguments[1]));
    System.exit(good ? 0 : 1);
  }

  private boolean measure(int count) throws Exception {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < RESPONDERS; i++) {
      urls.add(respond());
    }
    List<StapleOrder> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(
          new StapleOrder(certificate(i, urls.get(i % RESPONDERS)), ca, OcspPolicy.STAPLING));
    }
    InstantSource clock = () -> now;
    Stapler stapler = new Stapler(null, clock, new StaplerEvents() {});
    long before = used();
    long begin = System.nanoTime();
    stapler.fetch(orders, Duration.ofHours(1));
    double seconds = (System.nanoTime() - begin) / 1e9;
    long kept = used() - before;
    int stapled = 0;
    long responses = 0;
    for (StapleOrder order : orders) {
      byte[] response = stapler.staple(order.certificate()).response();
      if (response != null) {
        stapled++;
        responses += response.length + 16;
      }
    }
    System.out.printf("%-44s %10d%n", "certificates with a staple", stapled);
    System.out.printf("%-44s %10.1f s%n", "fetched for the first time in", seconds);
    System.out.printf("%-44s %10d%n", "questions at once, at most", mostAtOnce.get());
    System.out.printf("%-44s %10d octets%n", "a response", responses / Math.max(1, stapled));
    long each = (kept - responses) / count;
    boolean small = each <= MOST_BYTES;
    System.out.printf(
        "%-44s %10d octets, goal <= %d: %s%n",
        "kept beyond the response, each", each, MOST_BYTES, small ? "met" : "MISSED");
    return small & stapled == count & renew(stapler, orders);
  }

  /** Lets some lives pass, a step at a time. */
  private boolean renew(Stapler stapler, List<StapleOrder> orders) throws Exception {
    stapler.start();
    int most = 0;
    int steps = Math.toIntExact(LIFE.multipliedBy(LIVES).dividedBy(STEP));
    int total = 0;
    boolean always = true;
    for (int step = 0; step < steps; step++) {
      asked.set(0);
      now = now.plus(STEP);
      // The stapler looks once a second.
      Thread.sleep(1100);
      int last = -1;
      while (last != asked.get()) {
        last = asked.get();
        Thread.sleep(300);
      }
      most = Math.max(most, last);
      total += last;
      for (StapleOrder order : orders) {
        always &= stapler.staple(order.certificate()).response() != null;
      }
    }
    System.out.printf(
        "%-44s %10.0f, at most %d%n",
        "renewals in " + STEP.toHours() + " hours", (double) total / steps, most);
    System.out.printf("%-44s %10s%n", "every certificate stapled at every look", always);
    stapler.close();
    return always;
  }

  private Certificate certificate(int number, String url) throws Exception {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            ca.subject().x500Name(),
            BigInteger.valueOf(1_000_000L + number),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(90))),
            new X500Name("CN=host" + number + ".lab.carcano.corp"),
            SubjectPublicKeyInfo.getInstance(ca.publicKey().getEncoded()));
    builder.addExtension(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(
            new AccessDescription(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, url))));
    return Certificate.of(builder.build(Signatures.signer(key)));
  }

  /** An OCSP responder on loopback; its URL. */
  private String respond() throws Exception {
    ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket connection = listener.accept();
                  Thread.ofVirtual().start(() -> answer(connection));
                }
              } catch (IOException broken) {
                System.err.println("the responder ended: " + broken);
              }
            });
    return "http://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  private void answer(Socket connection) {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try (connection) {
      OcspRequest request = OcspRequest.ofDer(body(connection.getInputStream()));
      CertId about = request.certIds().getFirst();
      byte[] der =
          OcspResponse.signedBy(ca, ca, now)
              .answer(about, new CertStatus.Good(), now, now.plus(LIFE))
              .sign(key)
              .der();
      OutputStream out = connection.getOutputStream();
      out.write(
          ("HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: "
                  + der.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(der);
      asked.incrementAndGet();
    } catch (Exception broken) {
      System.err.println("the responder failed: " + broken);
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private static byte[] body(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
    return in.readNBytes(Integer.parseInt(length));
  }

  private static long used() throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(200);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
