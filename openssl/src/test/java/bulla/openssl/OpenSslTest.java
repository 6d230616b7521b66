package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpenSslTest {

  @Test
  void theLibraryIsOpenSsl3() {
    assertThat(OpenSsl.version()).startsWith("OpenSSL 3.");
  }

  @Test
  void verificationErrorsHaveTheirText() {
    assertThat(OpenSsl.verifyErrorText(23)).isEqualTo("certificate revoked");
    assertThat(OpenSsl.verifyErrorText(0)).isEqualTo("ok");
  }

  @Test
  void theErrorQueueIsGivenAsTextWithItsDataAndIsEmptyAfterwards() {
    assertThatThrownBy(() -> Pkey.ofPem("no key".getBytes(StandardCharsets.US_ASCII), null))
        .isInstanceOfSatisfying(
            OpenSslException.class,
            refused ->
                assertThat(refused.errors())
                    .first()
                    .asString()
                    .startsWith("error:1E08010C:DECODER"));
    assertThat(ErrorQueue.drain()).isEmpty();
  }

  @Test
  void aMissingLibraryIsRefusedWithThePackageToInstall() {
    Nothing nothing =
        NativeLibrary.bind(
            Nothing.class,
            MethodHandles.lookup(),
            "libnowhere.so.3",
            OpenSslUnavailableException::missing);
    assertThatThrownBy(() -> nothing.function().invoke(1))
        .isInstanceOf(OpenSslUnavailableException.class)
        .hasMessageContainingAll("libnowhere.so.3 was not found", "libssl3");
  }

  @Test
  void aMissingFunctionIsRefusedByName() {
    Nothing nothing =
        NativeLibrary.bind(
            Nothing.class,
            MethodHandles.lookup(),
            "libcrypto.so.3",
            OpenSslUnavailableException::missing);
    assertThatThrownBy(() -> nothing.function().invoke(1))
        .isInstanceOf(OpenSslUnavailableException.class)
        .hasMessageContaining("libcrypto.so.3 has no function no_such_function");
  }

  /**
   * RFC 8446 4.4.2.1 lets a server ask for the OCSP answer on a client's certificate by a
   * status_request in its CertificateRequest. libssl puts none there, leaves what a client sends
   * unread, and lets nobody else do it; on the day when this fails there is something to build.
   */
  @Test
  void aClientCannotBeAskedToStapleItsOcspAnswer() throws Throwable {
    int statusRequest = 5;
    int ofNobody = 0xff00;
    assertThat(addsToCertificateRequests(ofNobody)).isTrue();
    assertThat(addsToCertificateRequests(statusRequest)).isFalse();
  }

  private static boolean addsToCertificateRequests(int extension) throws Throwable {
    int certificateRequest = 0x4000;
    LibSsl ssl = LibSsl.HANDLES;
    CustomExtensions custom =
        NativeLibrary.bind(
            CustomExtensions.class,
            MethodHandles.lookup(),
            "libssl.so.3",
            OpenSslUnavailableException::missing);
    long context =
        (long)
            ssl.contextNew()
                .invokeExact(Memory.NULL, Memory.NULL, (long) ssl.serverMethod().invokeExact());
    try {
      return (int)
              custom.add.invokeExact(
                  context,
                  extension,
                  certificateRequest,
                  Memory.NULL,
                  Memory.NULL,
                  Memory.NULL,
                  Memory.NULL,
                  Memory.NULL)
          == 1;
    } finally {
      ssl.contextFree().invokeExact(context);
      ErrorQueue.drain();
    }
  }

  record CustomExtensions(
      @Signature(
              "int SSL_CTX_add_custom_ext(pointer, int, int, pointer, pointer, pointer, pointer,"
                  + " pointer)")
          MethodHandle add) {}

  record Nothing(@Signature("int no_such_function(int)") MethodHandle function) {}
}
