package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client has said first, see SSL_client_hello_get0_ext(3). Good only while {@link
 * SslOwner#contextFor} is asked.
 */
public final class ClientHello {

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int SERVER_NAME = 0;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int POST_HANDSHAKE_AUTH = 49;

  private final long ssl;

  ClientHello(long ssl) {
    this.ssl = ssl;
  }

  /**
   * The host_name of the server_name extension (RFC 6066 3), null without one. A malformed one
   * counts as none here; libssl refuses it right afterwards.
   */
  public @Nullable String serverName() {
    byte[] list = extension(SERVER_NAME);
    return list == null ? null : hostName(list);
  }

  /** Whether the client speaks a protocol version, as in {@link HostPolicy#TLS_1_3}. */
  public boolean supports(int version) {
    byte[] versions = extension(SUPPORTED_VERSIONS);
    if (versions == null) {
      return false;
    }
    // RFC 8446 4.2.1: the list's length in one byte, then two bytes a version.
    for (int i = 1; i + 1 < versions.length; i += 2) {
      if (((versions[i] & 0xff) << 8 | (versions[i + 1] & 0xff)) == version) {
        return true;
      }
    }
    return false;
  }

  /** Whether the client can be asked for its certificate after the handshake, RFC 8446 4.2.6. */
  public boolean offersPostHandshakeAuthentication() {
    return extension(POST_HANDSHAKE_AUTH) != null;
  }

  private byte @Nullable [] extension(int type) {
    try (Arena arena = Arena.ofConfined()) {
      long pointer = arena.allocate(Long.BYTES, Long.BYTES).address();
      long length = arena.allocate(Long.BYTES, Long.BYTES).address();
      int found = (int) SSL.clientHelloExtension().invokeExact(ssl, type, pointer, length);
      return found == 1
          ? Memory.bytes(Memory.pointer(pointer), (int) Memory.pointer(length))
          : null;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** ServerNameList: length(2), then one entry of type(1) = 0, length(2), name. */
  private static @Nullable String hostName(byte[] list) {
    if (list.length < 6 || list[2] != 0) {
      return null;
    }
    int length = ((list[3] & 0xff) << 8) | (list[4] & 0xff);
    if (length != list.length - 5) {
      return null;
    }
    for (int i = 5; i < list.length; i++) {
      if (list[i] <= ' ' || list[i] == 0x7f) {
        return null;
      }
    }
    return new String(list, 5, length, StandardCharsets.US_ASCII);
  }
}
