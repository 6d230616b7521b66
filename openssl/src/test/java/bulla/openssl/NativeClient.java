package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * libssl's own client in front of an {@link Ssl}: unlike the JDK's it can be asked for a
 * certificate on an open connection.
 */
final class NativeClient implements AutoCloseable {

  private static final Functions CLIENT =
      NativeLibrary.bind(
          Functions.class,
          MethodHandles.lookup(),
          SharedLibraries.ssl(),
          OpenSslUnavailableException::missing);
  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int SIZE = 64 * 1024;

  private final Ssl server;
  private final long ssl;
  private final long input = MemoryBio.open();
  private final long output = MemoryBio.open();
  private final long scratch;

  NativeClient(Context context, Ssl server, Pair.Buffers buffers) throws Throwable {
    this.server = server;
    scratch = Pair.address(buffers.received().clear());
    ssl = (long) SSL.sslNew().invokeExact(context.address);
    SSL.setBio().invokeExact(ssl, input, output);
    CLIENT.setConnectState.invokeExact(ssl);
  }

  /** What clients of one kind have in common. */
  static final class Context implements AutoCloseable {
    private static final int PEM = 1;
    private static final int SET_MAX_PROTO_VERSION = 124;
    private final long address;

    /** Clients that may be asked later, and have the certificate of two files, or none. */
    Context(int maxVersion, @Nullable Path certificate, @Nullable Path key) throws Throwable {
      address =
          (long)
              SSL.contextNew()
                  .invokeExact(Memory.NULL, Memory.NULL, (long) CLIENT.method.invokeExact());
      long _ =
          (long)
              SSL.contextControl()
                  .invokeExact(address, SET_MAX_PROTO_VERSION, (long) maxVersion, Memory.NULL);
      CLIENT.setPostHandshakeAuthentication.invokeExact(address, 1);
      if (certificate != null && key != null) {
        try (Arena arena = Arena.ofConfined()) {
          int taken =
              (int)
                      CLIENT.useCertificate.invokeExact(
                          address, Memory.place(arena, certificate.toString()), PEM)
                  + (int)
                      CLIENT.useKey.invokeExact(address, Memory.place(arena, key.toString()), PEM);
          if (taken != 2) {
            throw new IllegalStateException(ErrorQueue.drain().toString());
          }
        }
      }
      ErrorQueue.clear();
    }

    @Override
    public void close() {
      try {
        SSL.contextFree().invokeExact(address);
      } catch (Throwable failure) {
        throw new AssertionError(failure);
      }
    }
  }

  /**
   * Lets both talk until neither has more to say.
   *
   * @param handshaking whether the first handshake is to be made
   * @return how the server's last call ended
   */
  Step talk(boolean handshaking) throws Throwable {
    boolean first = handshaking;
    Step step;
    int said;
    do {
      int _ = (int) SSL.read().invokeExact(ssl, scratch, SIZE);
      // Both sides have their queue on this thread.
      ErrorQueue.clear();
      said = MemoryBio.read(output, scratch, SIZE);
      if (said > 0) {
        server.feed(scratch, said);
      }
      step = first ? server.handshake() : read();
      first &= step != Step.DONE;
      int answered = server.take(scratch, SIZE);
      if (answered > 0) {
        MemoryBio.write(input, scratch, answered);
      }
      said = Math.max(said, 0) + Math.max(answered, 0);
    } while (said > 0 && step != Step.FAILED);
    return step;
  }

  /** What the client makes of what the server has said since, the error queue's text. */
  List<String> hear() throws Throwable {
    int answered = server.take(scratch, SIZE);
    if (answered > 0) {
      MemoryBio.write(input, scratch, answered);
    }
    int _ = (int) SSL.read().invokeExact(ssl, scratch, SIZE);
    return ErrorQueue.drain();
  }

  private Step read() {
    int count = server.read(scratch, SIZE);
    if (count > 0) {
      throw new AssertionError("a client that has said nothing was heard");
    }
    return server.step();
  }

  @Override
  public void close() {
    try {
      SSL.sslFree().invokeExact(ssl);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  record Functions(
      @Signature("pointer TLS_client_method()") MethodHandle method,
      @Signature("void SSL_CTX_set_post_handshake_auth(pointer, int)")
          MethodHandle setPostHandshakeAuthentication,
      @Signature("int SSL_CTX_use_certificate_file(pointer, pointer, int)")
          MethodHandle useCertificate,
      @Signature("int SSL_CTX_use_PrivateKey_file(pointer, pointer, int)") MethodHandle useKey,
      @Signature("void SSL_set_connect_state(pointer)") MethodHandle setConnectState) {}
}
