package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the certificates that directives name. */
final class PemFiles {
  private PemFiles() {}

  /** All certificates of a file, in order; text between them is skipped. */
  static List<Certificate> certificates(Path file) throws IOException {
    try {
      List<Certificate> found = new ArrayList<>();
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (Pem.Block block : Pem.blocks(text)) {
        switch (block.label()) {
          case "CERTIFICATE", "X509 CERTIFICATE" -> found.add(Certificate.ofDer(block.der()));
          default -> {}
        }
      }
      return found;
    } catch (MalformedException bad) {
      throw new IOException(file + ": " + bad.getMessage(), bad);
    }
  }

  /** All certificates of a file and of the files of a directory, where they are configured. */
  static List<Certificate> certificates(Optional<Path> file, Optional<Path> directory)
      throws IOException {
    List<Certificate> found = new ArrayList<>();
    if (file.isPresent()) {
      List<Certificate> ofFile = certificates(file.get());
      if (ofFile.isEmpty()) {
        throw new IOException(file.get() + " holds no certificate");
      }
      found.addAll(ofFile);
    }
    if (directory.isPresent()) {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory.get())) {
        stream.forEach(entries::add);
      }
      entries.sort(null);
      for (Path entry : entries) {
        if (Files.isRegularFile(entry)) {
          found.addAll(certificates(entry));
        }
      }
    }
    return found.stream().distinct().toList();
  }
}
