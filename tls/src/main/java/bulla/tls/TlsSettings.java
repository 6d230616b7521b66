package bulla.tls;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host's TLS policy is made from. Values only: files were read before.
 *
 * @param id names the host in session ids and messages, {@code name:port}; sessions of one id are
 *     never resumed at another, nor where clients are verified in another way
 * @param identities certificate and key pairs; one for each key algorithm
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3}
 * @param cipherList TLS 1.2 ciphers in OpenSSL's list form; null for the library's default
 * @param cipherSuites TLS 1.3 suites, colon-separated; null for the library's default
 * @param serverCipherOrder whether our order wins
 * @param clientAuthentication what the first handshake asks
 * @param verifyDepth SSLVerifyDepth
 * @param trust anchors and intermediates for clients' chains, DER
 * @param offeredNames DER names of the CAs to offer in CertificateRequest
 * @param verifier has the last word on clients' certificates
 * @param handshakeRequest for clients that cannot be asked after the first handshake; null where no
 *     path asks for more than the host
 * @param sessionPolicy what else makes a client of this host: with the host's name and the settings
 *     here it decides where a session may be resumed
 * @param applicationProtocols ALPN names in our order; empty for no ALPN
 * @param serverProtocolOrder whether our order of them wins
 * @param sessions how clients come back
 * @param commands what else is set, in OpenSSL's own words, over everything before it
 */
public record TlsSettings(
    String id,
    List<Identity> identities,
    Set<String> protocols,
    @Nullable String cipherList,
    @Nullable String cipherSuites,
    boolean serverCipherOrder,
    ClientAuthentication clientAuthentication,
    int verifyDepth,
    List<byte[]> trust,
    List<byte[]> offeredNames,
    ClientVerifier verifier,
    @Nullable HandshakeRequest handshakeRequest,
    String sessionPolicy,
    List<String> applicationProtocols,
    boolean serverProtocolOrder,
    TlsSessions sessions,
    List<Command> commands) {

  public TlsSettings {
    identities = List.copyOf(identities);
    protocols = Set.copyOf(protocols);
    trust = List.copyOf(trust);
    offeredNames = List.copyOf(offeredNames);
    applicationProtocols = List.copyOf(applicationProtocols);
    commands = List.copyOf(commands);
  }

  /**
   * A certificate with its key.
   *
   * @param certificate DER of the leaf
   * @param chain DER of what is sent after the leaf, verbatim
   * @param key its key; needed until {@link TlsHost#of} is over
   * @param staples the certificate's staple, and the chain's
   */
  public record Identity(byte[] certificate, List<byte[]> chain, TlsKey key, StapleSource staples) {
    public Identity {
      chain = List.copyOf(chain);
    }
  }

  /** A command of SSL_CONF_cmd(3) and its value. */
  public record Command(String name, String value) {}
}
