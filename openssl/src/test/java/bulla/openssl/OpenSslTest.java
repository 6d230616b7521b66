package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  record Nothing(@Signature("int no_such_function(int)") MethodHandle function) {}
}
