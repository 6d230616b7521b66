package bulla.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;

/** A CA, an OCSP delegate and a leaf, made by openssl in a directory. */
record TestChain(
    OpenSsl openssl,
    Certificate issuer,
    PrivateKey issuerKey,
    Certificate delegate,
    PrivateKey delegateKey,
    Certificate leaf) {

  static TestChain in(Path directory) throws IOException {
    OpenSsl openssl = new OpenSsl(directory);
    openssl.run(
        ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
                + " -subj /C=CH/CN=CA -days 30")
            .split(" "));
    issue(openssl, directory, "delegate", "extendedKeyUsage=OCSPSigning\n");
    issue(openssl, directory, "leaf", "subjectAltName=DNS:leaf\n");
    return new TestChain(
        openssl,
        Certificate.ofPem(Files.readString(directory.resolve("ca.pem"))),
        PrivateKeys.ofPem(Files.readString(directory.resolve("ca.key")), null),
        Certificate.ofPem(Files.readString(directory.resolve("delegate.pem"))),
        PrivateKeys.ofPem(Files.readString(directory.resolve("delegate.key")), null),
        Certificate.ofPem(Files.readString(directory.resolve("leaf.pem"))));
  }

  private static void issue(OpenSsl openssl, Path directory, String name, String extensions)
      throws IOException {
    Files.writeString(directory.resolve(name + ".ext"), extensions);
    openssl.run(
        ("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %1$s.key -out %1$s.csr"
                + " -subj /CN=%1$s")
            .formatted(name)
            .split(" "));
    openssl.run(
        ("x509 -req -in %1$s.csr -CA ca.pem -CAkey ca.key -out %1$s.pem -extfile %1$s.ext -days 30"
                + " -CAcreateserial")
            .formatted(name)
            .split(" "));
  }
}
