package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's word on a certificate that comes when libssl has gone on. */
class LateDecisionTest {
  /** More than libcrypto has numbers, X509_STORE_CTX_get_error(3). */
  private static final int NUMBERS = 110;

  private static final int REVOKED = 23;
  private static final int OF_LIBRARY = 18;

  private final Pair.Buffers buffers = new Pair.Buffers();
  private final Owner owner = new Owner();
  private SslContext context;
  private NativeClient.Context clients;

  @TempDir private static Path directory;

  @BeforeEach
  void make() throws Throwable {
    for (String name : List.of("server", "client")) {
      if (!Files.exists(directory.resolve(name + ".p12"))) {
        Pair.certificate(directory, name);
      }
    }
    context = SslContext.server();
    try (X509 certificate = X509.ofDer(Pair.der(directory.resolve("server.pem")));
        X509 trusted = X509.ofDer(Pair.der(directory.resolve("client.pem")));
        Pkey key = Pkey.ofPem(Files.readAllBytes(directory.resolve("server.key")), null)) {
      context.addIdentity(certificate, key, List.of());
      context.trust(trusted);
    }
    context.policy(
        new HostPolicy(
            HostPolicy.TLS_1_3,
            HostPolicy.TLS_1_3,
            false,
            1,
            true,
            null,
            new byte[] {1},
            Verify.NONE,
            1));
    owner.context = context;
    clients =
        new NativeClient.Context(
            HostPolicy.TLS_1_3, directory.resolve("client.pem"), directory.resolve("client.key"));
  }

  @AfterEach
  void free() {
    clients.close();
    context.close();
  }

  /** What libssl would have sent, had it had the number inside the handshake. */
  @Test
  void theClientIsToldWhatItWouldHaveBeenToldAtOnce() throws Throwable {
    SoftAssertions all = new SoftAssertions();
    for (int number = -1; number <= NUMBERS; number++) {
      if (number == 0) {
        continue;
      }
      owner.standing = number;
      owner.decidesLater = false;
      List<String> atOnce = refusal();
      owner.decidesLater = true;
      all.assertThat(refusal()).as("of " + number).isEqualTo(atOnce).hasSize(2);
    }
    all.assertAll();
    owner.standing = REVOKED;
    assertThat(refusal())
        .containsExactly(
            "error:0A000414:SSL routines::sslv3 alert certificate revoked (SSL alert number 44)",
            "error:0A000086:SSL routines::certificate verify failed");
  }

  @Test
  void whoIsAcceptedLaterGetsItsTicketThen() throws Throwable {
    owner.decidesLater = true;
    try (Ssl connection = new Ssl(context, owner);
        NativeClient client = asked(connection)) {
      assertThat(connection.awaitsDecision()).isTrue();
      assertThat(connection.pendingOutput()).isZero();
      assertThat(owner.verified).isZero();

      assertThat(connection.decide()).isEqualTo(Step.DONE);
      assertThat(owner.verified).isEqualTo(1);
      assertThat(connection.awaitsDecision()).isFalse();
      assertThat(connection.pendingOutput()).isPositive();
      assertThat(client.hear()).isEmpty();
      assertThat(connection.facts().verifyError()).isZero();
      assertThat(connection.facts().peerCertificates())
          .containsExactly(Pair.der(directory.resolve("client.pem")));
    }
  }

  /** The session says that there was no error, and must not come back. */
  @Test
  void whoIsAcceptedInSpiteOfAnErrorGetsNoTicket() throws Throwable {
    owner.decidesLater = true;
    try (Ssl connection = new Ssl(context, owner);
        NativeClient client = asked(connection)) {
      owner.known = new PeerChain(List.of(), List.of(), OF_LIBRARY, 0, OF_LIBRARY);
      assertThat(connection.decide()).isEqualTo(Step.DONE);
      assertThat(connection.pendingOutput()).isZero();
      assertThat(client.hear()).isEmpty();
      assertThat(connection.facts().verifyError()).isEqualTo(OF_LIBRARY);
    }
  }

  /** A verification ends with a word; whoever has none refuses. */
  @Test
  void whoeverMayWaitCannotLeaveItForLater() throws Throwable {
    owner.standing = SslOwner.LATER;
    String unknown =
        "error:0A000416:SSL routines::sslv3 alert certificate unknown (SSL alert number 46)";
    for (boolean decidesLater : new boolean[] {false, true}) {
      owner.decidesLater = decidesLater;
      assertThat(refusal())
          .containsExactly(unknown, "error:0A000086:SSL routines::certificate verify failed");
    }
  }

  @Test
  void anOwnerThatFailsRefuses() throws Throwable {
    owner.decidesLater = true;
    owner.failure = new ExpectedException();
    Logger log = Logger.getLogger("bulla.openssl");
    log.setFilter(line -> !(line.getThrown() instanceof ExpectedException));
    try {
      assertThat(refusal())
          .containsExactly(
              "error:0A000438:SSL routines::tlsv1 alert internal error (SSL alert number 80)",
              "error:0A000086:SSL routines::certificate verify failed");
    } finally {
      log.setFilter(null);
    }
  }

  /** What the client reads, and what the server says of it. */
  private List<String> refusal() throws Throwable {
    try (Ssl connection = new Ssl(context, owner);
        NativeClient client = asked(connection)) {
      Step end = owner.decidesLater ? connection.decide() : connection.step();
      assertThat(end).isEqualTo(Step.FAILED);
      List<String> heard = new ArrayList<>(client.hear());
      heard.addAll(connection.errors());
      return heard;
    }
  }

  /** A client that was asked and has answered. */
  private NativeClient asked(Ssl connection) throws Throwable {
    NativeClient client = new NativeClient(clients, connection, buffers);
    assertThat(client.talk(true)).isEqualTo(Step.WANT_INPUT);
    connection.verify(Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT, 1);
    assertThat(connection.ask()).isNotEqualTo(Step.FAILED);
    Step _ = client.talk(false);
    return client;
  }

  private static final class ExpectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Has its word ready, or leaves it for later. */
  private static final class Owner implements SslOwner {
    private final TicketKey ticketKey = TicketKey.shared(new byte[TicketKey.SHARED]);
    private @Nullable SslContext context;
    private @Nullable PeerChain known;
    private @Nullable RuntimeException failure;
    private int standing;
    private boolean decidesLater;
    private int verified;

    @Override
    public @Nullable SslContext contextFor(ClientHello hello) {
      return context;
    }

    @Override
    public byte @Nullable [] staple(SslContext chosen, int identity, int place) {
      return null;
    }

    @Override
    public @Nullable PeerChain known(List<byte[]> sent, int depth) {
      return known;
    }

    @Override
    public int verify(PeerChain chain) {
      verified++;
      if (failure != null) {
        throw failure;
      }
      return standing;
    }

    @Override
    public boolean decidesLater() {
      return decidesLater;
    }

    @Override
    public TicketKey ticketKey() {
      return ticketKey;
    }

    @Override
    public TicketKey ticketKey(byte[] name) {
      return ticketKey;
    }

    @Override
    public void keep(byte[] id, byte[] session) {}

    @Override
    public byte @Nullable [] session(byte[] id) {
      return null;
    }
  }
}
