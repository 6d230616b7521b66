package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Staples of all certificates that are sent, which TLS 1.3 has room for (RFC 8446 4.4.2.1) and
 * libssl can do from 3.6 on: SSL_set0_tlsext_status_ocsp_resp_ex(3).
 */
final class ChainStaples {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final LibSsl SSL = LibSsl.HANDLES;

  /** OpenSSL_version_num(3): MNN00PP0. */
  private static final long FIRST_VERSION = 0x30600000L;

  /** The function is a macro of SSL_ctrl, so that there is no name to look up. */
  private static final int SET_OCSP_RESPONSES = 143;

  /** Whether the library that was found can. */
  static final boolean SUPPORTED = supported();

  private ChainStaples() {}

  /** Whether a connection has room for them. */
  static boolean on(long ssl) throws Throwable {
    return SUPPORTED && (int) SSL.versionNumber().invokeExact(ssl) == HostPolicy.TLS_1_3;
  }

  /** Staples what there is for each certificate; false if there is nothing. */
  static boolean staple(long ssl, Ssl connection, int identity) throws Throwable {
    List<Long> responses = new ArrayList<>();
    boolean given = false;
    try {
      for (int place = 0; place < connection.sent(identity); place++) {
        byte[] staple = connection.staple(identity, place);
        // A place that is empty keeps the others at theirs.
        responses.add(staple == null ? Memory.NULL : decode(staple));
      }
      given =
          responses.stream().anyMatch(response -> response != Memory.NULL) && give(ssl, responses);
      return given;
    } finally {
      if (!given) {
        free(responses);
      }
    }
  }

  /** Gives responses to a connection, which frees the ones before; it owns these if it is true. */
  private static boolean give(long ssl, List<Long> responses) throws Throwable {
    long stack = Stack.of(responses);
    boolean taken = (long) SSL.control().invokeExact(ssl, SET_OCSP_RESPONSES, 0L, stack) == 1;
    if (!taken) {
      Stack.free(stack);
    }
    return taken;
  }

  private static void free(List<Long> responses) throws Throwable {
    for (long response : responses) {
      CRYPTO.ocspFree().invokeExact(response);
    }
  }

  private static long decode(byte[] staple) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.putPointer(cursor, Memory.place(arena, staple));
      long response =
          (long) CRYPTO.ocspDecode().invokeExact(Memory.NULL, cursor, (long) staple.length);
      if (response == Memory.NULL) {
        ErrorQueue.drain();
      }
      return response;
    }
  }

  private static boolean supported() {
    try {
      return (long) CRYPTO.openSslVersionNumber().invokeExact() >= FIRST_VERSION;
    } catch (OpenSslUnavailableException told) {
      // Every use tells it again.
      return false;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
