package bulla.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryContextTest {

  private static final Defaults DEFAULTS =
      NativeLibrary.bind(
          Defaults.class,
          MethodHandles.lookup(),
          SharedLibraries.crypto(),
          OpenSslUnavailableException::missing);

  private static final Suites SUITES =
      NativeLibrary.bind(
          Suites.class,
          MethodHandles.lookup(),
          SharedLibraries.ssl(),
          OpenSslUnavailableException::missing);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA -pkeyopt rsa_keygen_bits:2048",
        "RSA-PSS -pkeyopt rsa_keygen_bits:2048",
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-521 -pkeyopt ec_param_enc:explicit",
        "ED25519",
        "ED448",
        "SM2"
      })
  void aConnectionReadsEveryKindOfKeyThatSigns(String kind) throws Exception {
    run("openssl genpkey -out key.pem -algorithm " + kind);
    run("openssl req -x509 -subj /CN=client -key key.pem -out certificate.pem");
    assertThat(isReadBesideItsKey()).isTrue();
  }

  @Test
  void aConnectionReadsTheDsaKeyOfAnOldAuthority() throws Exception {
    run("openssl genpkey -genparam -out parameters.pem -algorithm DSA");
    run("openssl genpkey -paramfile parameters.pem -out key.pem");
    run("openssl req -x509 -subj /CN=authority -key key.pem -out certificate.pem");
    assertThat(isReadBesideItsKey()).isTrue();
  }

  @Test
  void aConnectionHasEveryCipherSuiteThatLibsslHas() throws Throwable {
    assertThat(suites(LibraryContext.ofConnections()))
        .contains("TLS_AES_256_GCM_SHA384", "ECDHE-RSA-CHACHA20-POLY1305", "AES128-SHA256")
        .isEqualTo(suites(Memory.NULL));
  }

  @Test
  void anAlgorithmThatNoConnectionNeedsIsNoneOfItsContext() throws Throwable {
    boolean own = LibraryContext.ofConnections() != Memory.NULL;
    assertThat(hasCipher(LibraryContext.ofConnections(), "AES-256-XTS")).isEqualTo(!own);
    assertThat(hasCipher(LibraryContext.ofConnections(), "AES-256-GCM")).isTrue();
  }

  @Test
  void openSsl31AndBeforeGetContextsWithFewDecodersForConnections() throws Exception {
    assertThat(probe("")).isEqualTo(OpenSsl.version().matches("OpenSSL 3\\.[01]\\..*"));
  }

  @Test
  void aConfigurationThatLoadsAProviderIsHeededByConnections() throws Exception {
    assertThat(
            probe(
                """
                openssl_conf = all
                [all]
                providers = providers
                [providers]
                default = on
                base = on
                [on]
                activate = 1
                """))
        .isFalse();
  }

  private boolean isReadBesideItsKey() throws Exception {
    try (Pkey key = Pkey.ofPem(Files.readAllBytes(directory.resolve("key.pem")), null);
        X509 certificate = readForConnection(der(directory.resolve("certificate.pem")))) {
      return certificate.belongsTo(key);
    }
  }

  /** As libssl reads it, X509_new_ex(3), by way of this thread's own default. */
  private static X509 readForConnection(byte[] der) throws Exception {
    long before = setDefault(LibraryContext.ofConnections());
    try {
      return X509.ofDer(der);
    } finally {
      long _ = setDefault(before);
    }
  }

  private static long setDefault(long context) {
    try {
      return (long) DEFAULTS.set().invokeExact(context);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  record Defaults(@Signature("pointer OSSL_LIB_CTX_set0_default(pointer)") MethodHandle set) {}

  private static List<String> suites(long library) throws Throwable {
    LibCrypto crypto = LibCrypto.HANDLES;
    LibSsl ssl = LibSsl.HANDLES;
    long method = (long) ssl.serverMethod().invokeExact();
    long context = (long) ssl.contextNew().invokeExact(library, Memory.NULL, method);
    try (Arena arena = Arena.ofConfined()) {
      long all = Memory.place(arena, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
      assertThat((int) ssl.contextSetCipherList().invokeExact(context, all)).isOne();
      long ciphers = (long) SUITES.ciphers().invokeExact(context);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < (int) crypto.stackSize().invokeExact(ciphers); i++) {
        long cipher = (long) crypto.stackValue().invokeExact(ciphers, i);
        names.add(Memory.string((long) ssl.cipherName().invokeExact(cipher)));
      }
      return names;
    } finally {
      ssl.contextFree().invokeExact(context);
    }
  }

  private static boolean hasCipher(long library, String name) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      long cipher =
          (long)
              LibCrypto.HANDLES
                  .cipherFetch()
                  .invokeExact(library, Memory.place(arena, name), Memory.NULL);
      SUITES.freeCipher().invokeExact(cipher);
      List<String> _ = ErrorQueue.drain();
      return cipher != Memory.NULL;
    }
  }

  record Suites(
      @Signature("pointer SSL_CTX_get_ciphers(pointer)") MethodHandle ciphers,
      @Signature("void EVP_CIPHER_free(pointer)") MethodHandle freeCipher) {}

  private static byte[] der(Path pem) throws IOException {
    String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    return Base64.getDecoder().decode(body);
  }

  /** Whether a process with this openssl.cnf has a context of their own for connections. */
  private boolean probe(String configuration) throws Exception {
    Path file = directory.resolve("openssl.cnf");
    Files.writeString(file, configuration);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName());
    builder.environment().put("OPENSSL_CONF", file.toString());
    return switch (run(builder)) {
      case "own\n" -> true;
      case "default\n" -> false;
      case String other -> throw new AssertionError(other);
    };
  }

  /** Says which context connections have in this process. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println(LibraryContext.ofConnections() == Memory.NULL ? "default" : "own");
    }
  }

  private void run(String command) throws Exception {
    run(new ProcessBuilder(new ArrayList<>(List.of(command.split(" ")))));
  }

  private String run(ProcessBuilder builder) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
