package bulla.tls;

import bulla.openssl.ClientHello;
import bulla.openssl.HostPolicy;
import bulla.openssl.OpenSsl;
import bulla.openssl.PeerChain;
import bulla.openssl.SessionFacts;
import bulla.openssl.Ssl;
import bulla.openssl.SslContext;
import bulla.openssl.SslOwner;
import bulla.openssl.Step;
import bulla.openssl.TicketKey;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's TLS: owns the native half, answers libssl's questions in the middle of
 * handshakes, and remembers what was settled when the native half is gone.
 */
final class ServerConnection implements TlsConnection, SslOwner {

  /** Puts a question to the client, see {@link TlsConnection#authenticate}. */
  @FunctionalInterface
  interface Asker {
    void ask(ClientAuthentication mode, int depth, Consumer<Authentication> outcome);
  }

  private final TlsHostNames hosts;
  private final Asker asker;
  private final InetSocketAddress remoteAddress;
  private final InetSocketAddress localAddress;
  private final Ssl ssl;

  // One thread at a time has the connection; handing it over orders what it wrote.
  private TlsHost host;
  private @Nullable String serverName;
  private boolean mayChoose;
  private boolean mayBlock;
  private boolean onlyNow;
  private boolean handshakeRequested;
  private boolean deciding;
  private boolean verifying;
  private boolean refused;
  private @Nullable SessionFacts facts;
  private @Nullable ClientChain knownChain;
  private int shownError;
  private ClientAuthentication asked;
  private @Nullable Object attachment;

  ServerConnection(TlsHostNames hosts, Channel channel, Asker asker) {
    this.hosts = hosts;
    this.asker = asker;
    remoteAddress = internet(channel.remoteAddress());
    localAddress = internet(channel.localAddress());
    host = hold(null);
    asked = host.settings().clientAuthentication();
    ssl = new Ssl(host.first(), this);
  }

  Ssl ssl() {
    return ssl;
  }

  /** Frees the native half, and with it the hold on the host. */
  void close() {
    if (!ssl.isClosed()) {
      ssl.close();
      host.release();
    }
  }

  private TlsHost hold(@Nullable String name) {
    TlsHost found = hosts.host(name);
    if (!found.hold()) {
      // Its owner has put another one in its place just now.
      found = hosts.host(name);
      if (!found.hold()) {
        throw new IllegalStateException("the host " + found.settings().id() + " was closed");
      }
    }
    return found;
  }

  /**
   * From now on a host that asks for certificates may be chosen: nothing but a ClientHello is being
   * handled.
   */
  void mayChoose() {
    mayChoose = true;
  }

  /** From now on every host may be chosen: steps run where they may block. */
  void mayBlock() {
    mayChoose = true;
    mayBlock = true;
  }

  /** Whether the client's next words may hold a certificate. Resumed sessions are not asked. */
  boolean awaitsCertificate() {
    return asksNow() && !ssl.resumed();
  }

  /** Remembers what was settled. */
  SessionFacts settle() {
    SessionFacts settled = ssl.facts();
    facts = settled;
    return settled;
  }

  /** The X509_V_ number that stood at the last verification. */
  int shownError() {
    return shownError;
  }

  void setAsked(ClientAuthentication mode) {
    asked = mode;
  }

  // Questions of libssl.

  @Override
  public @Nullable SslContext contextFor(ClientHello hello) {
    String name = hello.serverName();
    serverName = name == null ? null : name.toLowerCase(Locale.ROOT);
    TlsHost chosen = hold(serverName);
    host.release();
    host = chosen;
    asked = host.settings().clientAuthentication();
    onlyNow = host.settings().handshakeRequest() != null && cannotBeAskedLater(hello);
    handshakeRequested = onlyNow && !host.asksForCertificates();
    // A client could send its certificate along with its ClientHello, and that must not be handled
    // on the event loop; nor must a session be waited for.
    boolean wait = (asksNow() && !mayChoose) || (host.mayWaitForSessions() && !mayBlock);
    return wait ? null : host.context();
  }

  @Override
  public boolean refuses() {
    refused = host.lacksStaple();
    return refused;
  }

  /** Whether the handshake was refused because the host lacks a staple. */
  boolean refused() {
    return refused;
  }

  private boolean asksNow() {
    return host.asksForCertificates() || handshakeRequested;
  }

  private boolean cannotBeAskedLater(ClientHello hello) {
    return host.settings().protocols().contains("TLSv1.3")
        && hello.supports(HostPolicy.TLS_1_3)
        && !hello.offersPostHandshakeAuthentication();
  }

  @Override
  public void chosen() {
    HandshakeRequest request = host.settings().handshakeRequest();
    if (request != null && handshakeRequested) {
      asked = ClientAuthentication.OPTIONAL;
      ssl.verify(HostContext.verifyMode(asked), request.depth());
    }
    if (onlyNow) {
      // A session would bring back an empty answer, which could not be put right before it ends.
      ssl.postponeTickets();
    }
  }

  @Override
  public byte @Nullable [] staple(SslContext context, int identity, int place) {
    StapleSource staples = host.settings().identities().get(identity).staples();
    return place == 0 ? staples.staple() : staples.ofChain(place - 1);
  }

  @Override
  public @Nullable PeerChain known(List<byte[]> sent, int depth) {
    VerifiedChains.Known known = host.verifiedChains().find(sent, depth);
    knownChain = known == null ? null : known.client();
    return known == null ? null : known.peer();
  }

  @Override
  public int verify(PeerChain chain) {
    ClientChain client = knownChain;
    if (client == null) {
      client = read(chain);
      if (chain.error() == 0) {
        host.verifiedChains().keep(chain, client, ssl.verifyDepth());
      }
    }
    if (onlyNow && chain.error() == 0 && host.completes(chain.certificates())) {
      ssl.grantTickets();
    }
    ClientVerifier verifier = host.settings().verifier();
    if (!decidesLater()) {
      shownError = verifier.verify(client, this);
    } else if (verifier.acceptsAtOnce(client, this)) {
      shownError = 0;
    } else {
      return LATER;
    }
    return shownError;
  }

  /** A server says its Finished of TLS 1.3 before it meets a certificate. */
  @Override
  public boolean decidesLater() {
    return isModern() && !deciding;
  }

  /** Whether TLS 1.3 was agreed upon, as soon as the ClientHello was answered. */
  boolean isModern() {
    return ssl.protocol().equals("TLSv1.3");
  }

  /** Whether a certificate waits for {@link #decide}: its client has proven that it has the key. */
  boolean awaitsDecision(Progress progress) {
    return progress.end() != Step.FAILED && ssl.awaitsDecision();
  }

  /** The handshake has failed; what waits for {@link #decide} has not been proven then. */
  void tellIfUnproven() {
    PeerChain chain = ssl.undecided() ? ssl.verifyAgain(ssl.verifyDepth()) : null;
    if (chain != null) {
      host.settings().verifier().unproven(read(chain), this);
    }
  }

  /** The last word on a certificate that could not be had at once, if there is one. May block. */
  Progress decide(Progress progress) {
    if (!awaitsDecision(progress)) {
      return progress;
    }
    deciding = true;
    Step end = ssl.decide();
    deciding = false;
    return end == Step.FAILED ? progress.failed(ssl.errors()) : progress;
  }

  @Override
  public TicketKey ticketKey() {
    return host.settings().sessions().keys().current();
  }

  @Override
  public @Nullable TicketKey ticketKey(byte[] name) {
    return host.settings().sessions().keys().named(name);
  }

  @Override
  public void keep(byte[] id, byte[] session) {
    TlsSessions sessions = host.settings().sessions();
    SessionCache cache = sessions.cache();
    if (cache != null) {
      cache.keep(id, session, sessions.life().toSeconds());
    }
  }

  @Override
  public byte @Nullable [] session(byte[] id) {
    SessionCache cache = host.settings().sessions().cache();
    if (cache == null) {
      return null;
    }
    return cache.mayBlock() ? VerificationPool.blocking(() -> cache.find(id)) : cache.find(id);
  }

  private static ClientChain read(PeerChain chain) {
    List<Certificate> certificates;
    try {
      certificates = chain.certificates().stream().map(Certificate::ofDer).toList();
    } catch (MalformedException strange) {
      certificates = List.of();
    }
    return new ClientChain(certificates, chain.error(), chain.errorDepth(), chain.certificates());
  }

  // What others may know.

  @Override
  public TlsHost host() {
    return host;
  }

  @Override
  public @Nullable String serverName() {
    return serverName;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public String protocol() {
    return facts().protocol();
  }

  @Override
  public String cipher() {
    return facts().cipher();
  }

  @Override
  public int cipherBits() {
    return facts().cipherBits();
  }

  @Override
  public int cipherAlgorithmBits() {
    return facts().cipherAlgorithmBits();
  }

  @Override
  public String sessionId() {
    return HexFormat.of().formatHex(facts().sessionId());
  }

  @Override
  public boolean resumed() {
    return facts().resumed();
  }

  @Override
  public boolean secureRenegotiation() {
    return facts().secureRenegotiation();
  }

  @Override
  public boolean extendedMasterSecret() {
    return facts().extendedMasterSecret();
  }

  @Override
  public @Nullable String applicationProtocol() {
    return facts().applicationProtocol();
  }

  @Override
  public List<byte[]> clientCertificates() {
    return facts().peerCertificates();
  }

  @Override
  public int verifyError() {
    return facts().verifyError();
  }

  @Override
  public String verifyErrorText() {
    return OpenSsl.verifyErrorText(verifyError());
  }

  @Override
  public ClientAuthentication asked() {
    return asked;
  }

  @Override
  public boolean handshakeRequested() {
    return handshakeRequested;
  }

  /** Whether a step that may meet the client's certificate waits or runs. Event loop only. */
  boolean verifying() {
    return verifying;
  }

  /** A step begins, or has ended, that may meet the client's certificate. Event loop only. */
  void verifying(boolean now) {
    verifying = now;
  }

  @Override
  public @Nullable ClientChain verifyAgain(int depth) {
    if (ssl.isClosed() || facts().peerCertificates().isEmpty()) {
      return null;
    }
    VerifiedChains.Known known = host.verifiedChains().find(facts().peerCertificates(), depth);
    if (known != null) {
      return known.client();
    }
    PeerChain chain = ssl.verifyAgain(depth);
    if (chain == null) {
      return null;
    }
    ClientChain client = read(chain);
    if (chain.error() == 0) {
      host.verifiedChains().keep(chain, client, depth);
    }
    return client;
  }

  @Override
  public int verifyDepth() {
    return ssl.verifyDepth();
  }

  @Override
  public void authenticate(ClientAuthentication mode, int depth, Consumer<Authentication> outcome) {
    asker.ask(mode, depth, outcome);
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object newAttachment) {
    attachment = newAttachment;
  }

  /** Before anything is settled the questions of a verifier are answered from the handshake. */
  private SessionFacts facts() {
    SessionFacts settled = facts;
    return settled == null ? ssl.facts() : settled;
  }

  private static InetSocketAddress internet(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet
        : InetSocketAddress.createUnresolved("unknown", 0);
  }
}
