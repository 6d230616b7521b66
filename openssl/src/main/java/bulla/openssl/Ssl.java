package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's side of one TLS connection: an SSL* between two memory BIOs. Used by one thread at a
 * time. Bytes of the peer are fed, bytes for the peer are taken; nothing here touches a socket.
 *
 * <p>Addresses are those of native memory, for instance {@code ByteBuf.memoryAddress()}; the caller
 * answers for their being good.
 */
public final class Ssl implements AutoCloseable {

  private static final LibSsl SSL = LibSsl.HANDLES;

  /** SSL_SENT_SHUTDOWN and SSL_RECEIVED_SHUTDOWN. */
  private static final int SHUT_DOWN = 3;

  /** SSL_R_CERTIFICATE_VERIFY_FAILED, of ERR_LIB_SSL. */
  private static final long CERTIFICATE_VERIFY_FAILED = 0x0A000086L;

  private static final int ERROR_WANT_READ = 2;
  private static final int ERROR_ZERO_RETURN = 6;
  private static final int ERROR_WANT_CLIENT_HELLO = 11;

  private final SslOwner owner;
  private final long ssl;
  private final long number;
  private final long input;
  private final long output;
  private SslContext context;
  private boolean hostChosen;
  private int verifyDepth;
  private boolean closed;
  private Step step = Step.DONE;
  private List<String> errors = List.of();
  private int verifications;
  private @Nullable List<byte[]> verified;
  private ChainErrors chainErrors = new ChainErrors();
  private boolean peerFinished;
  private boolean undecided;
  private int alert;
  private boolean ticketsPostponed;
  private boolean sessionsWithheld;
  private final boolean keepsSessions;

  /** A connection that waits for a ClientHello. */
  public Ssl(SslContext context, SslOwner owner) {
    this.owner = owner;
    this.context = context;
    verifyDepth = context.policy().verifyDepth();
    keepsSessions = context.keepsSessions();
    ssl = context.newConnection();
    input = MemoryBio.open();
    output = MemoryBio.open();
    number = Connections.add(this, ssl);
    try {
      SSL.setBio().invokeExact(ssl, input, output);
      SSL.setAcceptState().invokeExact(ssl);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Whether this one has been closed. */
  public boolean isClosed() {
    return closed;
  }

  /** How many connections have not been closed yet, in the whole process. */
  public static int open() {
    return Connections.size();
  }

  /** Feeds bytes that came from the peer. */
  public void feed(long address, int length) {
    alive();
    MemoryBio.write(input, address, length);
  }

  /** How many bytes wait to be sent to the peer. */
  public int pendingOutput() {
    alive();
    return MemoryBio.pending(output);
  }

  /** Takes at most {@code length} bytes to be sent to the peer; gives how many. */
  public int take(long address, int length) {
    alive();
    return MemoryBio.read(output, address, length);
  }

  /** Goes on with the handshake, SSL_do_handshake(3). */
  public Step handshake() {
    alive();
    try {
      int result = (int) SSL.doHandshake().invokeExact(ssl);
      step = result == 1 ? Step.DONE : why(result);
      ErrorQueue.clear();
      return step;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Decrypts one record at most; gives the number of bytes, 0 if {@link #step} tells more. */
  public int read(long address, int length) {
    alive();
    try {
      int count = (int) SSL.read().invokeExact(ssl, address, length);
      if (count > 0) {
        step = Step.DONE;
        return count;
      }
      step = why(count);
      return 0;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Encrypts all of the bytes. */
  public Step write(long address, int length) {
    alive();
    try {
      int count = (int) SSL.write().invokeExact(ssl, address, length);
      step = count == length ? Step.DONE : why(count);
      return step;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Says close_notify. The peer's own is not waited for. */
  public void shutdown() {
    alive();
    try {
      int _ = (int) SSL.shutdown().invokeExact(ssl);
      ErrorQueue.clear();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** How the last call ended. */
  public Step step() {
    return step;
  }

  /** The error queue of the last call that failed, in text form, oldest first. */
  public List<String> errors() {
    return errors;
  }

  /** Sets whether and how the peer's certificate is asked for next, see {@link Verify}. */
  public void verify(int mode, int depth) {
    alive();
    verifyDepth = depth;
    try {
      SSL.setVerify().invokeExact(ssl, mode, Memory.NULL);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** The mode in force. */
  public int verifyMode() {
    alive();
    try {
      return (int) SSL.verifyMode().invokeExact(ssl);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** The depth in force. */
  public int verifyDepth() {
    return verifyDepth;
  }

  /**
   * Puts the question for a certificate: post-handshake authentication on TLS 1.3,
   * SSL_verify_client_post_handshake(3); a HelloRequest before, SSL_renegotiate(3). What is to be
   * sent waits in the output; {@link #peerHasFinished} tells when the answer was read.
   *
   * @return FAILED if it cannot be put; {@link #errors} tell why and the connection is unharmed
   */
  public Step ask() {
    alive();
    peerFinished = false;
    try {
      boolean modern = protocol().equals("TLSv1.3");
      int put =
          modern
              ? (int) SSL.verifyClientPostHandshake().invokeExact(ssl)
              : (int) SSL.renegotiate().invokeExact(ssl);
      if (put != 1) {
        errors = ErrorQueue.drain();
        step = Step.FAILED;
        return step;
      }
      SSL.setMessageCallback().invokeExact(ssl, MessageCallback.ADDRESS);
      return handshake();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Whether the peer has ended the handshake that {@link #ask} began. */
  public boolean peerHasFinished() {
    return peerFinished;
  }

  /** Ends what {@link #ask} began. */
  public void answered() {
    alive();
    try {
      SSL.setMessageCallback().invokeExact(ssl, Memory.NULL);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Whether the owner has left the peer's certificate for later, see {@link SslOwner#LATER}. */
  public boolean undecided() {
    return undecided;
  }

  /**
   * Whether {@link #decide} may be called: a certificate is undecided, and the peer has proven that
   * it has the key, in a handshake that is over.
   */
  public boolean awaitsDecision() {
    alive();
    try {
      return undecided && (int) SSL.handshakeFinished().invokeExact(ssl) == 1;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Has the owner decide on the certificate that it left for later; it may block. Tickets are
   * handed out when it accepts, and an alert when it does not: both wait in the output.
   *
   * @return DONE; FAILED if the certificate is refused, which ends the connection
   */
  public Step decide() {
    alive();
    int standing = LateDecision.decide(this, ssl, owner);
    undecided = false;
    if (standing == 0) {
      boolean none = sessionsWithheld || ticketsPostponed;
      LateDecision.handOutTickets(ssl, none ? 0 : context.policy().tickets());
      step = Step.DONE;
    } else {
      withholdSessions();
      alert = VerifyAlerts.of(standing);
      LateDecision.alert(ssl);
      errors = List.of(ErrorQueue.text(CERTIFICATE_VERIFY_FAILED));
      step = Step.FAILED;
    }
    return step;
  }

  /** Puts off handing out tickets of TLS 1.3 at the end of the handshake that goes on. */
  public void postponeTickets() {
    ticketsPostponed = true;
    tickets(0);
  }

  /** Hands out tickets at the end of the handshake that goes on, as its context's policy says. */
  public void grantTickets() {
    ticketsPostponed = false;
    tickets(context.policy().tickets());
  }

  private void tickets(int count) {
    alive();
    try {
      int _ = (int) SSL.setTickets().invokeExact(ssl, (long) count);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Lets nobody resume what is agreed upon from now on, neither with a ticket nor by an id. */
  public void withholdSessions() {
    alive();
    sessionsWithheld = true;
    try {
      long _ = (long) SSL.setOptions().invokeExact(ssl, HostPolicy.NO_TICKET);
      int _ = (int) SSL.setTickets().invokeExact(ssl, 0L);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** How often a certificate of the peer was verified on this connection. */
  public int verifications() {
    return verifications;
  }

  /** Whether an earlier session goes on; known once the ClientHello was answered. */
  public boolean resumed() {
    alive();
    try {
      return (int) SSL.sessionReused().invokeExact(ssl) == 1;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Verifies the certificate that the peer has shown once more, in this handshake or in the one
   * that its session began with; a resumed session has kept the leaf alone. The owner is not asked.
   *
   * @param depth how many certificates above the leaf the chain may have
   * @return null if the peer has shown none
   */
  public @Nullable PeerChain verifyAgain(int depth) {
    alive();
    return PeerVerification.again(this, ssl, depth);
  }

  /** What the connection has settled on. */
  public SessionFacts facts() {
    alive();
    return new FactReader(ssl, verified).read();
  }

  /** {@code TLSv1.2} or {@code TLSv1.3}. */
  public String protocol() {
    alive();
    return FactReader.protocol(ssl);
  }

  /** Frees everything. No other method may be called afterwards. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Connections.remove(number);
    try {
      if (keepsSessions) {
        // RFC 5246 7.2.1: that a connection broke off makes its session no worse.
        SSL.setShutdown().invokeExact(ssl, SHUT_DOWN);
      }
      SSL.sslFree().invokeExact(ssl);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** What has become of the host. */
  enum Choice {
    CHOSEN,
    LATER,
    REFUSED
  }

  /** Upcall: the owner chooses the host. */
  Choice choose() {
    if (hostChosen) {
      return Choice.CHOSEN;
    }
    SslContext chosen = owner.contextFor(new ClientHello(ssl));
    if (chosen == null) {
      return Choice.LATER;
    }
    if (owner.refuses()) {
      return Choice.REFUSED;
    }
    hostChosen = true;
    if (chosen != context) {
      chosen.adopt(ssl, context);
      context = chosen;
      verifyDepth = chosen.policy().verifyDepth();
    }
    owner.chosen();
    return Choice.CHOSEN;
  }

  /** Upcall: the place of the identity whose certificate libssl has chosen, -1 if it is none. */
  int identity() throws Throwable {
    return context.identityOf((long) SSL.certificate().invokeExact(ssl));
  }

  /** Upcall: how many certificates are sent for an identity. */
  int sent(int identity) {
    return context.sent(identity);
  }

  /** Upcall: the staple of a certificate that is sent for an identity. */
  byte @Nullable [] staple(int identity, int place) {
    return owner.staple(context, identity, place);
  }

  /** Upcall: the owner's word on the peer's certificate. */
  int verify(PeerChain chain) {
    verifications++;
    verified = chain.sent();
    return owner.verify(chain);
  }

  /** Upcall: whether the owner may leave a certificate for later. */
  boolean decidesLater() {
    return owner.decidesLater();
  }

  /** Upcall: the owner's word on the peer's certificate is still to come, and tickets with it. */
  void leaveUndecided(List<byte[]> sent) {
    verifications++;
    verified = sent;
    undecided = true;
    tickets(0);
  }

  /** What the peer has sent that is undecided. */
  List<byte[]> undecidedChain() {
    List<byte[]> sent = verified;
    if (!undecided || sent == null) {
      throw new IllegalStateException("there is nothing to decide");
    }
    return sent;
  }

  /** Upcall: the alert that ends the connection. */
  int alert() {
    return alert;
  }

  /** Upcall: what is known of these certificates. */
  @Nullable PeerChain known(List<byte[]> sent) {
    return owner.known(sent, verifyDepth);
  }

  /** Upcall: the key for new tickets. */
  TicketKey ticketKey() {
    return owner.ticketKey();
  }

  /** Upcall: the key of a ticket. */
  @Nullable TicketKey ticketKey(byte[] name) {
    return owner.ticketKey(name);
  }

  /** Upcall: whether the owner is to keep a new session; in a stateless ticket the client does. */
  boolean keepsSessions(int version) {
    return !sessionsWithheld && !(version == HostPolicy.TLS_1_3 && context.policy().stateless());
  }

  /** Upcall: a new session. */
  void keep(byte[] id, byte[] session) {
    owner.keep(id, session);
  }

  /** Upcall: the session that the client names. */
  byte @Nullable [] session(byte[] id) {
    return owner.session(id);
  }

  /** Upcall: a verification begins. */
  ChainErrors newChainErrors() {
    chainErrors = new ChainErrors();
    return chainErrors;
  }

  /** Upcall: where the verification that runs keeps its errors. */
  ChainErrors chainErrors() {
    return chainErrors;
  }

  /** Upcall: the peer's Finished was read. */
  void peerFinished() {
    peerFinished = true;
  }

  /** The context that serves the connection. */
  SslContext context() {
    return context;
  }

  /** SSL_get_error(3), with the queue put aside when it tells of a failure. */
  private Step why(int result) throws Throwable {
    return switch ((int) SSL.getError().invokeExact(ssl, result)) {
      case ERROR_WANT_READ -> Step.WANT_INPUT;
      case ERROR_WANT_CLIENT_HELLO -> Step.WANT_DECISION;
      case ERROR_ZERO_RETURN -> Step.CLOSED;
      default -> {
        errors = ErrorQueue.drain();
        yield Step.FAILED;
      }
    };
  }

  private void alive() {
    if (closed) {
      throw new IllegalStateException("the connection was freed");
    }
  }
}
