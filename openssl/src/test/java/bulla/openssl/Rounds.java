package bulla.openssl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to native objects, again and again, in a process of its own. Prints the name of
 * each round, how often it was done and how many allocations, connections and file descriptors that
 * has left behind; then waits to be killed, because libcrypto frees more when its threads end, and
 * by then nothing can be counted.
 */
final class Rounds implements SslOwner {

  /** More than the error queue has places, each of which keeps a little once it was used. */
  private static final int WARM_UP = 40;

  /** How many of each kind, {@code bulla.handshakes} in all; see CONTRIBUTING.md. */
  private static final int ROUNDS = Integer.getInteger("bulla.handshakes", 400) / 21;

  /** OCSPResponse with status 6, RFC 6960 4.2.1: the JDK's client reads what it is given. */
  private static final byte[] UNAUTHORIZED = {0x30, 3, 0x0a, 1, 6};

  private final Path directory;
  private final SSLContext clients;
  private final SslContext context;
  private final SslContext keeping;
  private final SslContext askingLater;
  private final Map<String, byte[]> sessions = new HashMap<>();
  private final Pair.Buffers buffers = new Pair.Buffers();
  private final TicketKey ticketKey = TicketKey.shared(new byte[TicketKey.SHARED]);
  private SslContext serving;
  private int standing;
  private boolean decidesLater;

  // The JDK's client resumes by name and port.
  private int port = 1;

  private Rounds(Path directory) throws Exception {
    this.directory = directory;
    clients = Pair.clients(directory.resolve("client.p12"));
    context = context(true, Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT);
    keeping = context(false, Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT);
    askingLater = context(true, Verify.NONE);
    keeping.keepSessions(id -> sessions.remove(HexFormat.of().formatHex(id)));
    serving = context;
  }

  /** Takes the folder with the certificates. */
  public static void main(String[] arguments) throws Throwable {
    CountedHeap.install();
    Rounds rounds = new Rounds(Path.of(arguments[0]));
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      rounds.count(protocol + " success", () -> rounds.shake(protocol, 0, 10, Step.DONE));
      rounds.count(protocol + " refusal", () -> rounds.shake(protocol, 23, 10, Step.FAILED));
      rounds.count(protocol + " abort", () -> rounds.shake(protocol, 0, 1, Step.WANT_INPUT));
      rounds.count(protocol + " ticket", () -> rounds.comeBack(rounds.context, protocol));
      rounds.count(protocol + " session", () -> rounds.comeBack(rounds.keeping, protocol));
      rounds.questions(protocol);
    }
    rounds.lateWords();
    rounds.count("question refused", rounds::questionRefused);
    rounds.count("commands", rounds::commands);
    rounds.count("staples of a chain", rounds::chainStaples);
    rounds.count("garbage", rounds::garbage);
    rounds.count("context", () -> rounds.context(true, Verify.PEER).close());
    rounds.count("no certificate", Rounds::noCertificate);
    rounds.count("no key", Rounds::noKey);
    rounds.count("no name", rounds::noName);
    rounds.count("signature", rounds::signature);
    System.out.println("end");
    int _ = System.in.read();
  }

  private void count(String name, Round round) throws Throwable {
    for (int i = 0; i < WARM_UP; i++) {
      round.run();
    }
    long before = CountedHeap.outstanding();
    long descriptorsBefore = descriptors();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
      expect(ErrorQueue.drain().isEmpty(), name + " has left something in the error queue");
    }
    System.out.println(
        name
            + " "
            + ROUNDS
            + " times: "
            + (CountedHeap.outstanding() - before)
            + " left, "
            + Ssl.open()
            + " open, "
            + (descriptors() - descriptorsBefore)
            + " descriptors");
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private void shake(String protocol, int newStanding, int flights, Step expected)
      throws Exception {
    standing = newStanding;
    try (Ssl connection = new Ssl(context, this)) {
      try {
        new Pair(clients, protocol, port++, connection, buffers).talk(flights);
      } catch (SSLException alert) {
        // The client has read that it was refused.
      }
      expect(connection.step() == expected, connection.step().toString());
      if (expected == Step.DONE) {
        PeerChain again = connection.verifyAgain(1);
        expect(again != null && again.error() == 0, "verified again: " + again);
      }
    }
  }

  /** Twice the same client: the second time with what it was given the first time. */
  private void comeBack(SslContext host, String protocol) throws Exception {
    standing = 0;
    serving = host;
    sessions.clear();
    port++;
    for (boolean resumed : new boolean[] {false, true}) {
      try (Ssl connection = new Ssl(host, this)) {
        new Pair(clients, protocol, port, connection, buffers).talk(10);
        expect(connection.facts().resumed() == resumed, "resumed is not " + resumed);
      }
    }
    serving = context;
  }

  /** Certificates that are asked for on an open connection. */
  private void questions(String protocol) throws Throwable {
    int version = protocol.equals("TLSv1.3") ? HostPolicy.TLS_1_3 : HostPolicy.TLS_1_2;
    Path certificate = directory.resolve("client.pem");
    Path key = directory.resolve("client.key");
    try (NativeClient.Context known = new NativeClient.Context(version, certificate, key);
        NativeClient.Context nobody = new NativeClient.Context(version, null, null)) {
      count(protocol + " answer", () -> ask(known, 0, Step.WANT_INPUT));
      count(protocol + " answer refused", () -> ask(known, 23, Step.FAILED));
      count(protocol + " no answer", () -> ask(nobody, 0, Step.FAILED));
    }
  }

  /** The same when the owner speaks after libssl has gone on. */
  private void lateWords() throws Throwable {
    decidesLater = true;
    try (NativeClient.Context known =
        new NativeClient.Context(
            HostPolicy.TLS_1_3, directory.resolve("client.pem"), directory.resolve("client.key"))) {
      count("late word", () -> ask(known, 0, Step.WANT_INPUT));
      count("late refusal", () -> ask(known, 23, Step.FAILED));
    }
    decidesLater = false;
  }

  private void ask(NativeClient.Context clients, int newStanding, Step expected) throws Throwable {
    standing = newStanding;
    serving = askingLater;
    try (Ssl connection = new Ssl(askingLater, this);
        NativeClient client = new NativeClient(clients, connection, buffers)) {
      Step open = client.talk(true);
      expect(open == Step.WANT_INPUT, "the first handshake: " + open + connection.errors());
      connection.verify(Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT, 1);
      expect(connection.ask() != Step.FAILED, "not asked: " + connection.errors());
      Step end = client.talk(false);
      if (decidesLater) {
        expect(connection.undecided(), "the owner was asked already");
        end = connection.decide() == Step.DONE ? end : Step.FAILED;
      }
      expect(end == expected, "the answer: " + end + connection.errors());
      boolean finished = decidesLater || expected != Step.FAILED;
      expect(connection.peerHasFinished() == finished, "it has not ended so");
      expect(connection.errors().isEmpty() == (expected != Step.FAILED), "no reason was given");
    }
    serving = context;
  }

  /** The JDK's client never offers post-handshake authentication. */
  private void questionRefused() throws Exception {
    standing = 0;
    try (Ssl connection = new Ssl(context, this)) {
      new Pair(clients, "TLSv1.3", port++, connection, buffers).talk(10);
      connection.verify(Verify.PEER, 1);
      expect(connection.ask() == Step.FAILED, "the question was put");
      expect(connection.errors().toString().contains("extension not received"), "for no reason");
    }
  }

  private void commands() throws Exception {
    try (SslContext commanded = context(true, Verify.PEER | Verify.FAIL_IF_NO_PEER_CERT)) {
      commanded.commands(List.of(new ConfigurationCommand("Groups", "P-256")));
      serving = commanded;
      try (Ssl connection = new Ssl(context, this)) {
        new Pair(clients, "TLSv1.3", port++, connection, buffers).talk(10);
      }
      serving = context;
      commanded.commands(List.of(new ConfigurationCommand("Groups", "nonsense")));
      expect(false, "nonsense was taken");
    } catch (CommandException expected) {
      // From OpenSSL 3.6 on libssl may give no reason.
      expect(expected.index() == 0, "another one was refused: " + expected.index());
    }
  }

  /** Before OpenSSL 3.6 libssl does not know what it is to take. */
  private void chainStaples() throws Throwable {
    long ssl = context.newConnection();
    try (Ssl connection = new Ssl(context, this)) {
      boolean stapled = ChainStaples.staple(ssl, connection, 0);
      expect(stapled == ChainStaples.SUPPORTED, "stapled: " + stapled);
    } finally {
      LibSsl.HANDLES.sslFree().invokeExact(ssl);
    }
  }

  private void garbage() throws Exception {
    try (Ssl connection = new Ssl(context, this)) {
      connection.feed(Pair.address(buffers.received().clear()), 1000);
      expect(connection.handshake() == Step.FAILED, "garbage was taken");
    }
  }

  private static void noCertificate() {
    try (X509 _ = X509.ofDer(new byte[] {0x30, 3, 2, 1, 1})) {
      expect(false, "what is no certificate was taken");
    } catch (OpenSslException expected) {
      expect(!expected.errors().isEmpty(), "no reason was given");
    }
  }

  private static void noKey() {
    try (Pkey _ = Pkey.ofPem(new byte[] {'x'}, new char[] {'y'})) {
      expect(false, "what is no key was taken");
    } catch (OpenSslException expected) {
      expect(!expected.errors().isEmpty(), "no reason was given");
    }
  }

  private void noName() {
    try {
      context.offerNames(List.of(new X500Principal("CN=a").getEncoded(), new byte[] {1}));
      expect(false, "no name was taken for one");
    } catch (OpenSslException expected) {
      expect(!expected.errors().isEmpty(), "no reason was given");
    }
  }

  /** The server's certificate is its own issuer's; the last octet belongs to the signature. */
  private void signature() throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Pair.der(directory.resolve("server.pem"))));
    byte[] key = certificate.getPublicKey().getEncoded();
    byte[] content = certificate.getTBSCertificate();
    byte[] good = certificate.getSignature();
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    String type = certificate.getPublicKey().getAlgorithm();
    expect(PublicKeySignature.holds(key, type, "SHA256", content, good), "refused what holds");
    expect(!PublicKeySignature.holds(key, type, "SHA256", content, bad), "took another's");
    expect(!PublicKeySignature.holds(key, "ED25519", null, content, good), "took another kind");
    expect(!PublicKeySignature.holds(key, type, "NONE", content, good), "took no digest");
    expect(!PublicKeySignature.holds(good, type, "SHA256", content, good), "took no key");
  }

  private SslContext context(boolean stateless, int verifyMode) throws Exception {
    SslContext made = SslContext.server();
    try (X509 certificate = X509.ofDer(Pair.der(directory.resolve("server.pem")));
        X509 trusted = X509.ofDer(Pair.der(directory.resolve("client.pem")));
        Pkey key = Pkey.ofPem(Files.readAllBytes(directory.resolve("server.key")), null)) {
      made.addIdentity(certificate, key, List.of(trusted));
      made.trust(trusted);
      made.offerNames(
          List.of(
              new X500Principal("CN=client").getEncoded(),
              new X500Principal("CN=other").getEncoded()));
      made.policy(
          new HostPolicy(
              HostPolicy.TLS_1_2,
              HostPolicy.TLS_1_3,
              false,
              1,
              stateless,
              null,
              new byte[] {1},
              verifyMode,
              1));
    }
    return made;
  }

  @Override
  public @Nullable SslContext contextFor(ClientHello hello) {
    return serving;
  }

  @Override
  public byte @Nullable [] staple(SslContext chosen, int identity, int place) {
    return UNAUTHORIZED.clone();
  }

  @Override
  public @Nullable PeerChain known(List<byte[]> sent, int depth) {
    return null;
  }

  @Override
  public int verify(PeerChain chain) {
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
  public void keep(byte[] id, byte[] session) {
    sessions.put(HexFormat.of().formatHex(id), session);
  }

  @Override
  public byte @Nullable [] session(byte[] id) {
    return sessions.get(HexFormat.of().formatHex(id));
  }

  private static void expect(boolean met, String otherwise) {
    if (!met) {
      throw new AssertionError(otherwise);
    }
  }

  @FunctionalInterface
  private interface Round {
    void run() throws Throwable;
  }
}
