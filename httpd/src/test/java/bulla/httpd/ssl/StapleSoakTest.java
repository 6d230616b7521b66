package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A responder that fails half of the time, in every way, and answers that live for seconds: for
 * twelve seconds, or as many as {@code -Dbulla.soak.seconds} says.
 */
class StapleSoakTest {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("bulla.soak.seconds", 12));
  private static final Duration LIFE = Duration.ofSeconds(6);
  private static final Pattern NEXT_UPDATE = Pattern.compile("Next Update: (.*) GMT");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final List<OcspBehaviour> FAILURES =
      List.of(
          new OcspBehaviour.Failure(3),
          new OcspBehaviour.Failure(6),
          new OcspBehaviour.Unknown(),
          new OcspBehaviour.WrongSigner(),
          new OcspBehaviour.BrokenSignature(),
          new OcspBehaviour.ExpiredDelegate(),
          new OcspBehaviour.OtherSerial(),
          new OcspBehaviour.Stale(),
          new OcspBehaviour.Future(),
          new OcspBehaviour.Truncated(),
          new OcspBehaviour.Html(),
          new OcspBehaviour.Silence(),
          new OcspBehaviour.Reset(),
          new OcspBehaviour.Hang(),
          new OcspBehaviour.HttpStatus(500, "Internal Server Error"));

  @TempDir Path root;

  @Test
  void noStapleIsEverStaleOrBad() throws Exception {
    TestCa anchor = TestCa.root("Root");
    TestCa issuing = anchor.intermediate("Issuing");
    try (OcspFake responder =
        OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.GoodFor(LIFE))) {
      Issued www = issuing.issue("www.lab").dnsName("www.lab").ocspUrl(responder.url()).make();
      Files.createDirectories(root.resolve("www"));
      www.writeTo(root, "www");
      Files.writeString(root.resolve("issuing.crt"), issuing.certificate().pem());
      Files.writeString(root.resolve("root.crt"), anchor.certificate().pem());
      try (SslServer server =
          new SslServer(
              root,
              """
              ServerName main.lab
              Listen 443
              SSLStaplingCache shmcb:s
              SSLStaplingResponderTimeout 1
              <VirtualHost *:*>
              ServerName www.lab
              DocumentRoot www
              SSLEngine on
              SSLCertificateFile www.crt
              SSLCertificateKeyFile www.key
              SSLCertificateChainFile issuing.crt
              SSLUseStapling on
              </VirtualHost>
              """)) {
        server.start();
        soak(server, responder);
      }
    }
  }

  private void soak(SslServer server, OcspFake responder) throws Exception {
    Random random = new Random(6);
    Instant end = Instant.now().plus(LENGTH);
    int stapled = 0;
    while (Instant.now().isBefore(end)) {
      responder.behave(
          random.nextBoolean()
              ? new OcspBehaviour.GoodFor(LIFE)
              : FAILURES.get(random.nextInt(FAILURES.size())));
      Instant before = Instant.now();
      String said =
          StatusClient.shown(server, "www.lab", "-CAfile", root.resolve("root.crt").toString());
      if (!said.contains(StatusClient.NO_STAPLE)) {
        stapled++;
        assertThat(said)
            .contains(StatusClient.STAPLED, "Cert Status: good")
            .contains("Verify return code: 0 (ok)");
        Matcher next = NEXT_UPDATE.matcher(said);
        assertThat(next.find()).isTrue();
        assertThat(Instant.from(TIME.parse(next.group(1)))).isAfterOrEqualTo(seconds(before));
      }
      Thread.sleep(100);
    }
    assertThat(stapled).as("handshakes with a staple").isPositive();
    assertThat(responder.queries()).as("questions").isGreaterThan(2);
  }

  private static Instant seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }
}
