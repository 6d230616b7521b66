package bulla.tls;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of one TLS connection, and the one thing that can be asked of it. */
public interface TlsConnection {

  /** The host that SNI (RFC 6066 3) chose, or the listener's default. */
  TlsHost host();

  /** The name that the client sent in SNI, lower case; null if it sent none. */
  @Nullable String serverName();

  /** The client's address. */
  InetSocketAddress remoteAddress();

  /** Our own address. */
  InetSocketAddress localAddress();

  /** {@code TLSv1.2} or {@code TLSv1.3}. */
  String protocol();

  /** OpenSSL's name of the cipher suite. */
  String cipher();

  /** Secret bits of the cipher in use. */
  int cipherBits();

  /** Bits the cipher's algorithm could use. */
  int cipherAlgorithmBits();

  /** Lower-case hex of the session id; empty if there is none. */
  String sessionId();

  /** Whether the handshake resumed an earlier session. */
  boolean resumed();

  /** Whether the peer supports RFC 5746. */
  boolean secureRenegotiation();

  /** Whether the session has an extended master secret, RFC 7627; TLS 1.2 only. */
  boolean extendedMasterSecret();

  /** The protocol that ALPN (RFC 7301) settled on; null if none was. */
  @Nullable String applicationProtocol();

  /** The certificates that the client has shown, DER, leaf first; empty if none. */
  List<byte[]> clientCertificates();

  /** X509_V_ number of the last verification of the client, 0 if it was good or never happened. */
  int verifyError();

  /** X509_verify_cert_error_string(3) of {@link #verifyError}. */
  String verifyErrorText();

  /**
   * How the client has been asked so far on this connection, the strongest. What its host asks in
   * first handshakes counts for a resumed session too.
   */
  ClientAuthentication asked();

  /**
   * Whether the first handshake asked because of {@link HandshakeRequest}: then what the client has
   * shown was let in whatever was to be said of it.
   */
  boolean handshakeRequested();

  /**
   * Verifies what the client has shown once more, with the host's own certificates: a resumed
   * session knows its leaf alone. Only on the connection's event loop; does not block, and does not
   * ask the {@link ClientVerifier}.
   *
   * @param depth how many certificates above the leaf may be needed, SSLVerifyDepth
   * @return null if the client has shown nothing, or the connection is dead
   */
  @Nullable ClientChain verifyAgain(int depth);

  /**
   * The depth (SSLVerifyDepth) with which the client is or was last verified. Sessions verified
   * with more than the host's own are never resumed.
   */
  int verifyDepth();

  /**
   * Asks the client for its certificate now: post-handshake authentication on TLS 1.3 (RFC 8446
   * 4.6.2), renegotiation on TLS 1.2 (RFC 5746). Must be called on the connection's event loop,
   * once at a time, when no response is being written; {@code outcome} is called on the event loop.
   * Application data that arrives meanwhile is kept and delivered afterwards, in order.
   *
   * @param mode OPTIONAL or REQUIRE
   * @param depth how many certificates above the leaf may be needed, SSLVerifyDepth
   */
  void authenticate(ClientAuthentication mode, int depth, Consumer<Authentication> outcome);

  /** What {@link #attach} left here, null before. */
  @Nullable Object attachment();

  /**
   * Keeps something of the owner's for the life of the connection. For whoever has the connection:
   * its event loop, and a verifier while it is asked.
   */
  void attach(Object attachment);
}
