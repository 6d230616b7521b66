package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a connection has settled on. */
final class FactReader {

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int GET_RI_SUPPORT = 76;
  private static final int GET_EXTMS_SUPPORT = 122;

  private final long ssl;
  private final @Nullable List<byte[]> verified;

  /**
   * Makes a reader.
   *
   * @param verified what the peer has sent and was verified last, null if nothing was
   */
  FactReader(long ssl, @Nullable List<byte[]> verified) {
    this.ssl = ssl;
    this.verified = verified;
  }

  static String protocol(long ssl) {
    try {
      return Memory.string((long) SSL.version().invokeExact(ssl));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  SessionFacts read() {
    try (Arena arena = Arena.ofConfined()) {
      long pointer = arena.allocate(Long.BYTES, Long.BYTES).address();
      long number = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.putPointer(number, 0);
      long cipher = (long) SSL.currentCipher().invokeExact(ssl);
      int bits = (int) SSL.cipherBits().invokeExact(cipher, number);
      return new SessionFacts(
          protocol(ssl),
          Memory.string((long) SSL.cipherName().invokeExact(cipher)),
          bits,
          Memory.integer(number),
          sessionId(number),
          (int) SSL.sessionReused().invokeExact(ssl) == 1,
          told(GET_RI_SUPPORT),
          told(GET_EXTMS_SUPPORT),
          applicationProtocol(pointer, number),
          peerCertificates(),
          (int) (long) SSL.verifyResult().invokeExact(ssl));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private boolean told(int command) throws Throwable {
    return (long) SSL.control().invokeExact(ssl, command, 0L, Memory.NULL) == 1;
  }

  private byte[] sessionId(long number) throws Throwable {
    long session = (long) SSL.session().invokeExact(ssl);
    if (session == Memory.NULL) {
      return new byte[0];
    }
    long id = (long) SSL.sessionId().invokeExact(session, number);
    return Memory.bytes(id, Memory.integer(number));
  }

  private @Nullable String applicationProtocol(long pointer, long number) throws Throwable {
    SSL.alpnSelected().invokeExact(ssl, pointer, number);
    int length = Memory.integer(number);
    return length == 0
        ? null
        : new String(Memory.bytes(Memory.pointer(pointer), length), StandardCharsets.US_ASCII);
  }

  /** SSL_get_peer_cert_chain(3) leaves the leaf out on a server. */
  private List<byte[]> peerCertificates() throws Throwable {
    long leaf = (long) SSL.peerCertificate().invokeExact(ssl);
    if (leaf == Memory.NULL) {
      return List.of();
    }
    if (verified != null) {
      return verified;
    }
    List<byte[]> certificates = new ArrayList<>();
    certificates.add(X509.encode(leaf));
    certificates.addAll(Stack.certificates((long) SSL.peerChain().invokeExact(ssl)));
    return certificates;
  }
}
