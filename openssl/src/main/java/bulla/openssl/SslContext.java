package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A server's SSL_CTX. First given its settings by one thread, then shared by all. libssl counts the
 * connections that use it, so closing it leaves those undisturbed.
 *
 * <p>Fixed for every context: memory is released while a connection idles, no compression, sessions
 * are kept by their owner or by nobody, the chain is sent as it was given, clients do not
 * renegotiate (OpenSSL 3's own default).
 */
public final class SslContext implements AutoCloseable {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final LibSsl SSL = LibSsl.HANDLES;

  private static final long NO_SESSION_RESUMPTION_ON_RENEGOTIATION = 1L << 16;
  private static final long NO_COMPRESSION = 1L << 17;
  private static final int SET_MODE = 33;
  private static final int SET_READ_AHEAD = 41;
  private static final int SET_SESSION_CACHE_MODE = 44;
  private static final long CACHE_OF_THE_OWNER = 0x0002 | 0x0100 | 0x0200;
  private static final int SET_SERVER_NAME_CALLBACK = 53;
  private static final int SET_STATUS_CALLBACK = 63;
  private static final long NO_AUTO_CHAIN = 0x08;
  private static final long RELEASE_BUFFERS = 0x10;

  // Contexts whose sessions are kept: libssl tells of a session's end by the SSL_CTX alone.
  private static final ConcurrentHashMap<Long, Consumer<byte[]>> KEEPERS =
      new ConcurrentHashMap<>();

  static {
    LiveContexts.watch();
  }

  private final List<Long> certificates = new ArrayList<>();
  private final List<Integer> sent = new ArrayList<>();
  private List<ConfigurationCommand> commands = List.of();
  private long address;
  private HostPolicy policy = HostPolicy.LIBRARY_DEFAULT;
  private List<byte[]> applicationProtocols = List.of();
  private boolean protocolOrder = true;

  private SslContext(long address) {
    this.address = address;
  }

  /** A context without certificates. */
  public static SslContext server() {
    try {
      long address = bare();
      SslContext context = new SslContext(address);
      context.control(SET_MODE, NO_AUTO_CHAIN | RELEASE_BUFFERS);
      context.control(SET_READ_AHEAD, 1);
      context.control(SET_SESSION_CACHE_MODE, 0);
      long _ =
          (long)
              SSL.contextSetOptions()
                  .invokeExact(address, NO_COMPRESSION | NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
      SSL.contextSetClientHelloCallback()
          .invokeExact(address, ClientHelloCallback.ADDRESS, Memory.NULL);
      SSL.contextSetVerifyCallback().invokeExact(address, VerifyCallback.ADDRESS, Memory.NULL);
      context.callback(SET_SERVER_NAME_CALLBACK, ServerNameCallback.ADDRESS);
      context.callback(SET_STATUS_CALLBACK, StatusCallback.ADDRESS);
      int _ =
          (int) SSL.contextSetTicketKeyCallback().invokeExact(address, TicketKeyCallback.ADDRESS);
      return context;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** A new SSL_CTX of a server, as libssl makes it. */
  static long bare() throws Throwable {
    long address =
        (long)
            SSL.contextNew()
                .invokeExact(
                    LibraryContext.ofConnections(),
                    Memory.NULL,
                    (long) SSL.serverMethod().invokeExact());
    if (address == Memory.NULL) {
      throw new IllegalStateException("SSL_CTX_new_ex: " + String.join("; ", ErrorQueue.drain()));
    }
    return address;
  }

  /**
   * Adds a certificate with its key and what is sent after it, verbatim. A later one of the same
   * key algorithm replaces an earlier one.
   *
   * @throws OpenSslException if libssl does not want it, for instance for too small a key
   */
  public void addIdentity(X509 certificate, Pkey key, List<X509> chain) throws OpenSslException {
    long stack = Stack.of(chain.stream().map(X509::address).toList());
    boolean taken;
    try {
      taken =
          (int)
                  SSL.contextUseIdentity()
                      .invokeExact(address(), certificate.address(), key.address(), stack, 1)
              == 1;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    } finally {
      Stack.free(stack);
    }
    check(taken, "the certificate cannot be used");
    certificates.add(certificate.address());
    sent.add(1 + chain.size());
  }

  /** Adds an anchor or intermediate for peers' chains. */
  public void trust(X509 certificate) throws OpenSslException {
    boolean taken;
    try {
      long store = (long) SSL.contextStore().invokeExact(address());
      taken = (int) CRYPTO.storeAddCertificate().invokeExact(store, certificate.address()) == 1;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
    check(taken, "the certificate cannot be trusted");
  }

  /**
   * Sets the names of certificate authorities that a CertificateRequest offers.
   *
   * @param names DER of each Name
   */
  public void offerNames(List<byte[]> names) throws OpenSslException {
    List<Long> decoded = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      for (byte[] name : names) {
        long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
        Memory.putPointer(cursor, Memory.place(arena, name));
        long address =
            (long) CRYPTO.nameDecode().invokeExact(Memory.NULL, cursor, (long) name.length);
        if (address == Memory.NULL) {
          for (long earlier : decoded) {
            CRYPTO.nameFree().invokeExact(earlier);
          }
          throw new OpenSslException("not a name", ErrorQueue.drain());
        }
        decoded.add(address);
      }
      // The context owns stack and names from here on.
      SSL.contextSetNames().invokeExact(address(), Stack.of(decoded));
    } catch (OpenSslException refused) {
      throw refused;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Sets the ciphers up to TLS 1.2, in the form of openssl-ciphers(1). */
  public void cipherList(String list) throws OpenSslException {
    boolean taken;
    try (Arena arena = Arena.ofConfined()) {
      taken =
          (int) SSL.contextSetCipherList().invokeExact(address(), Memory.place(arena, list)) == 1;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
    check(taken, "no cipher of the list can be used");
  }

  /** Sets what new connections have from the start, and others take over when they come. */
  public void policy(HostPolicy policy) throws OpenSslException {
    this.policy = policy;
    boolean taken;
    try {
      taken = policy.setOn(address());
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
    check(taken, "no cipher suite of the list can be used");
  }

  /**
   * Sets the protocols to settle on by ALPN (RFC 7301), the preferred first; none for no ALPN.
   *
   * @param ourOrder whether our order wins, and not the client's
   */
  public void applicationProtocols(List<String> names, boolean ourOrder) {
    protocolOrder = ourOrder;
    applicationProtocols =
        names.stream().map(name -> name.getBytes(StandardCharsets.US_ASCII)).toList();
    try {
      SSL.contextSetAlpnCallback()
          .invokeExact(
              address(), names.isEmpty() ? Memory.NULL : AlpnCallback.ADDRESS, Memory.NULL);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Sets how long sessions can be resumed. A connection keeps to what the context says that it
   * began with, whatever host it changes to.
   */
  public void sessionTimeout(Duration timeout) {
    try {
      long _ = (long) SSL.contextSetTimeout().invokeExact(address(), timeout.toSeconds());
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Has the owners of connections that begin with this context keep their sessions.
   *
   * @param ended takes the id of a session that must not be resumed any more; must not block
   */
  public void keepSessions(Consumer<byte[]> ended) {
    try {
      KEEPERS.put(address(), ended);
      control(SET_SESSION_CACHE_MODE, CACHE_OF_THE_OWNER);
      SSL.contextSetNewSession().invokeExact(address(), SessionCallbacks.NEW);
      SSL.contextSetGetSession().invokeExact(address(), SessionCallbacks.GET);
      SSL.contextSetRemoveSession().invokeExact(address(), SessionCallbacks.REMOVE);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Sets what else a configuration says, in order, over everything that was set before. What a
   * connection that changes to this context does not take over by itself it is given then.
   *
   * @throws CommandException if libssl refuses one of them
   */
  public void commands(List<ConfigurationCommand> commands) throws CommandException {
    this.commands = List.copyOf(commands);
    int refused = ConfigurationCommand.setOn(address(), this.commands);
    List<String> errors = ErrorQueue.drain();
    if (refused >= 0) {
      throw new CommandException(refused, errors);
    }
  }

  /**
   * How many there are in the process: those that were closed count while a connection uses them.
   */
  public static int live() {
    return LiveContexts.count();
  }

  /** Gives up this owner's share. */
  @Override
  public synchronized void close() {
    long owned = address;
    address = Memory.NULL;
    KEEPERS.remove(owned);
    try {
      SSL.contextFree().invokeExact(owned);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** A new SSL* of this context; libssl counts it. */
  synchronized long newConnection() {
    try {
      long ssl = (long) SSL.sslNew().invokeExact(address());
      if (ssl == Memory.NULL) {
        throw new IllegalStateException("SSL_new: " + String.join("; ", ErrorQueue.drain()));
      }
      return ssl;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Moves a connection from {@code previous} to this context. */
  synchronized void adopt(long ssl, SslContext previous) {
    try {
      long _ = (long) SSL.setContext().invokeExact(ssl, address());
      policy.applyTo(ssl, previous.policy);
      if (!commands.isEmpty()) {
        ConfigurationCommand.applyTo(ssl, commands);
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Whether sessions are kept by the owners of connections. */
  boolean keepsSessions() {
    return KEEPERS.containsKey(address);
  }

  /** Upcall: a session of an SSL_CTX has come to its end. */
  static void sessionEnded(long context, byte[] id) {
    Consumer<byte[]> keeper = KEEPERS.get(context);
    if (keeper != null) {
      keeper.accept(id);
    }
  }

  List<byte[]> applicationProtocols() {
    return applicationProtocols;
  }

  /** Whether the order of {@link #applicationProtocols} wins over the client's. */
  boolean protocolOrder() {
    return protocolOrder;
  }

  HostPolicy policy() {
    return policy;
  }

  /** The place of a certificate among the identities, -1 if it is none of them. */
  int identityOf(long certificate) {
    return certificates.lastIndexOf(certificate);
  }

  /** How many certificates are sent for an identity, its own first. */
  int sent(int identity) {
    return sent.get(identity);
  }

  private long address() {
    if (address == Memory.NULL) {
      throw new IllegalStateException("the context was closed");
    }
    return address;
  }

  private void control(int command, long value) throws Throwable {
    long _ = (long) SSL.contextControl().invokeExact(address, command, value, Memory.NULL);
  }

  private void callback(int command, long function) throws Throwable {
    long _ = (long) SSL.contextCallbackControl().invokeExact(address, command, function);
  }

  private static void check(boolean taken, String message) throws OpenSslException {
    List<String> errors = ErrorQueue.drain();
    if (!taken) {
      throw new OpenSslException(message, errors);
    }
  }
}
