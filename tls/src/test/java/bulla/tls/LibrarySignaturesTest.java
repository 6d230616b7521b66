package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.pki.SignatureVerifier;
import bulla.pki.Signatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that openssl has signed, verified by the library and beside it by the JVM. */
class LibrarySignaturesTest {

  private final SignatureVerifier library = new LibrarySignatures();

  @TempDir private Path folder;
  private int made;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec -pkeyopt ec_paramgen_curve:P-256 -sha1",
        "ec -pkeyopt ec_paramgen_curve:P-256 -sha224",
        "ec -pkeyopt ec_paramgen_curve:P-256 -sha256",
        "ec -pkeyopt ec_paramgen_curve:P-384 -sha384",
        "ec -pkeyopt ec_paramgen_curve:P-521 -sha512",
        "rsa:2048 -sha1",
        "rsa:2048 -sha224",
        "rsa:2048 -sha256",
        "rsa:2048 -sha384",
        "rsa:2048 -sha512",
        "rsa:2048 -sigopt rsa_padding_mode:pss -sha256",
        "ed25519",
        "ed448"
      })
  void whatOneKeyHasSignedIsItsOwnAndNobodyElses(String how) throws Exception {
    Certificate certificate = certificate("/CN=one", how);
    Certificate namesake = certificate("/CN=one", how);

    for (SignatureVerifier each : List.of(library, Signatures.JAVA)) {
      assertThat(certificate.isSignedBy(certificate, each)).isTrue();
      assertThat(certificate.isSignedBy(namesake, each)).isFalse();
      assertThat(altered(certificate).isSignedBy(certificate, each)).isFalse();
    }
    assertThat(ErrorQueues.oldest()).isZero();
  }

  @Test
  void aKeyOfAnotherKindThanTheAlgorithmNamesMadeNothing() throws Exception {
    Certificate curve = certificate("/CN=one", "ec -pkeyopt ec_paramgen_curve:P-256");
    Certificate rsa = certificate("/CN=one", "rsa:2048");
    Certificate edwards = certificate("/CN=one", "ed25519");

    assertThat(curve.isSignedBy(rsa, library)).isFalse();
    assertThat(rsa.isSignedBy(curve, library)).isFalse();
    assertThat(edwards.isSignedBy(curve, library)).isFalse();
    assertThat(curve.isSignedBy(edwards, library)).isFalse();
    assertThat(ErrorQueues.oldest()).isZero();
  }

  @Test
  void curvesThatTheJdkLacksAreVerifiedToo() throws Exception {
    Certificate brainpool =
        certificate("/CN=one", "ec -pkeyopt ec_paramgen_curve:brainpoolP256r1 -sha256");

    assertThat(brainpool.isSignedBy(brainpool, library)).isTrue();
    assertThat(altered(brainpool).isSignedBy(brainpool, library)).isFalse();
  }

  /** The last octet belongs to the signature. */
  private static Certificate altered(Certificate certificate) {
    byte[] der = certificate.der();
    der[der.length - 1] ^= 1;
    return Certificate.ofDer(der);
  }

  private Certificate certificate(String subject, String how) throws Exception {
    Path file = folder.resolve("certificate" + made++);
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-subj", subject));
    command.addAll(List.of("-keyout", folder.resolve("key").toString(), "-out", file.toString()));
    command.add("-newkey");
    command.addAll(List.of(how.split(" ")));
    Commands.Result result = Commands.run("", command);
    assertThat(result.exit()).as(result.text()).isZero();
    return Certificate.ofPem(Files.readString(file));
  }
}
