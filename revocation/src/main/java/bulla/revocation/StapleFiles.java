package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Staples on disk: one file for each certificate, named by the SHA-256 of its DER. See {@link
 * WholeFile}.
 */
record StapleFiles(Path directory) {
  Path file(Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.der());
      return directory.resolve(HexFormat.of().formatHex(hash) + ".ocsp");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What was kept, not verified; null if there is nothing that can be read. */
  @Nullable OcspResponse read(Certificate certificate) {
    Path file = file(certificate);
    try {
      return Files.isRegularFile(file) && Files.size(file) <= Stapler.LIMIT
          ? OcspResponse.ofDer(Files.readAllBytes(file))
          : null;
    } catch (IOException | MalformedException e) {
      return null;
    }
  }

  void write(Certificate certificate, byte[] response) throws IOException {
    WholeFile.write(file(certificate), response);
  }

  void delete(Certificate certificate) throws IOException {
    Files.deleteIfExists(file(certificate));
  }
}
