package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSslTest {

  @Test
  void theLibraryIsOpenSsl3Or4() {
    assertThat(OpenSsl.version()).matches("OpenSSL [34]\\..*");
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
            List.of("libnowhere.so.3", "libnowhere.so.4"),
            OpenSslUnavailableException::missing);
    assertThatThrownBy(() -> nothing.function().invoke(1))
        .isInstanceOf(OpenSslUnavailableException.class)
        .hasMessageContainingAll(
            "neither libnowhere.so.3 nor libnowhere.so.4 was found", "libssl3");
  }

  @Test
  void theNextLibraryStandsInForOneThatIsMissing() throws Throwable {
    Version there =
        NativeLibrary.bind(
            Version.class,
            MethodHandles.lookup(),
            List.of("libnowhere.so.3", SharedLibraries.crypto().getFirst()),
            OpenSslUnavailableException::missing);
    assertThat((long) there.number.invokeExact()).isGreaterThanOrEqualTo(0x30000000L);
  }

  @Test
  void bothLibrariesAreOfTheOldestVersionThatIsThere() {
    assertThat(SharedLibraries.found(_ -> true)).containsExactly("3");
    assertThat(SharedLibraries.found("libssl.so.4"::equals)).containsExactly("4");
    assertThat(SharedLibraries.found(_ -> false)).containsExactly("3", "4");
    assertThat(SharedLibraries.ssl().getFirst().replace("ssl", "crypto"))
        .isEqualTo(SharedLibraries.crypto().getFirst());
  }

  @Test
  void aMissingFunctionIsRefusedByName() {
    Nothing nothing =
        NativeLibrary.bind(
            Nothing.class,
            MethodHandles.lookup(),
            SharedLibraries.crypto(),
            OpenSslUnavailableException::missing);
    assertThatThrownBy(() -> nothing.function().invoke(1))
        .isInstanceOf(OpenSslUnavailableException.class)
        .hasMessageContaining(
            SharedLibraries.crypto().getFirst() + " has no function no_such_function");
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
    long context =
        (long)
            ssl.contextNew()
                .invokeExact(Memory.NULL, Memory.NULL, (long) ssl.serverMethod().invokeExact());
    try {
      return (int)
              ssl.contextAddExtension()
                  .invokeExact(
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

  record Version(@Signature("long OpenSSL_version_num()") MethodHandle number) {}

  record Nothing(@Signature("int no_such_function(int)") MethodHandle function) {}
}
