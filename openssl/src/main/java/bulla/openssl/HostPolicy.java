package bulla.openssl;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What SSL_set_SSL_CTX(3) does not carry over to a connection that changes its context.
 *
 * @param minVersion the least protocol version, as in {@link #TLS_1_2}
 * @param maxVersion the greatest
 * @param serverCipherOrder whether our order of ciphers wins; ChaCha20 still comes first for a
 *     client that has it first, because its machine then has no AES
 * @param tickets how many session tickets a handshake hands out; 0 for none ever
 * @param stateless whether tickets hold their sessions (RFC 5077); otherwise they are ids of
 *     sessions that {@link SslOwner#keep} was given
 * @param cipherSuites suites of TLS 1.3, colon-separated; null for the library's default
 * @param sessionIdContext at most 32 bytes; sessions live only where it is the same
 * @param verifyMode what the first handshake asks, see {@link Verify}
 * @param verifyDepth how many certificates above the leaf a peer's chain may have
 */
public record HostPolicy(
    int minVersion,
    int maxVersion,
    boolean serverCipherOrder,
    int tickets,
    boolean stateless,
    @Nullable String cipherSuites,
    byte[] sessionIdContext,
    int verifyMode,
    int verifyDepth) {

  public static final int TLS_1_2 = 0x0303;
  public static final int TLS_1_3 = 0x0304;

  static final HostPolicy LIBRARY_DEFAULT =
      new HostPolicy(TLS_1_2, TLS_1_3, false, 1, true, null, new byte[0], Verify.NONE, 0);

  /** SSL_OP_NO_TICKET. */
  static final long NO_TICKET = 1L << 14;

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int SET_MIN_PROTO_VERSION = 123;
  private static final int SET_MAX_PROTO_VERSION = 124;
  private static final long PRIORITIZE_CHACHA = 1L << 21;
  private static final long CIPHER_SERVER_PREFERENCE = 1L << 22;
  private static final String DEFAULT_SUITES =
      "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

  /** Sets all of it on a new SSL_CTX; false if the cipher suites cannot be used. */
  boolean setOn(long context) throws Throwable {
    long _ = (long) SSL.contextSetOptions().invokeExact(context, options());
    control(SSL.contextControl(), context);
    int _ = (int) SSL.contextSetTickets().invokeExact(context, (long) tickets);
    SSL.contextSetVerify().invokeExact(context, verifyMode, Memory.NULL);
    try (Arena arena = Arena.ofConfined()) {
      long id = Memory.place(arena, sessionIdContext);
      int _ =
          (int) SSL.contextSetSessionIdContext().invokeExact(context, id, sessionIdContext.length);
      return cipherSuites == null
          || (int)
                  SSL.contextSetCipherSuites()
                      .invokeExact(context, Memory.place(arena, cipherSuites))
              == 1;
    }
  }

  /** Sets all of it on a connection that comes from a context with another policy. */
  void applyTo(long ssl, HostPolicy previous) throws Throwable {
    long _ = (long) SSL.clearOptions().invokeExact(ssl, previous.options());
    long _ = (long) SSL.setOptions().invokeExact(ssl, options());
    control(SSL.control(), ssl);
    int _ = (int) SSL.setTickets().invokeExact(ssl, (long) tickets);
    SSL.setVerify().invokeExact(ssl, verifyMode, Memory.NULL);
    try (Arena arena = Arena.ofConfined()) {
      long id = Memory.place(arena, sessionIdContext);
      int _ = (int) SSL.setSessionIdContext().invokeExact(ssl, id, sessionIdContext.length);
      if (!Objects.equals(cipherSuites, previous.cipherSuites)) {
        long suites = Memory.place(arena, cipherSuites == null ? DEFAULT_SUITES : cipherSuites);
        int _ = (int) SSL.setCipherSuites().invokeExact(ssl, suites);
      }
    }
  }

  /** SSL_ctrl(3) and SSL_CTX_ctrl(3) take the same commands. */
  private void control(MethodHandle function, long target) throws Throwable {
    long _ =
        (long) function.invokeExact(target, SET_MIN_PROTO_VERSION, (long) minVersion, Memory.NULL);
    long _ =
        (long) function.invokeExact(target, SET_MAX_PROTO_VERSION, (long) maxVersion, Memory.NULL);
  }

  private long options() {
    return (tickets == 0 || !stateless ? NO_TICKET : 0)
        | (serverCipherOrder ? CIPHER_SERVER_PREFERENCE | PRIORITIZE_CHACHA : 0);
  }
}
