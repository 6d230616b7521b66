package bulla.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Certificates that sign themselves, for servers whose clients do not care. */
final class SelfSigned {
  private SelfSigned() {}

  /** Writes {@code name.crt} and {@code name.key}, by openssl with some options more. */
  static void write(Path folder, String name, String subject, String... more)
      throws IOException, InterruptedException {
    make(folder, name, subject, Stream.concat(Stream.of("-nodes"), Stream.of(more)));
    // A server that gives root up reads a key that was renewed as its user.
    Shell.must("chmod", "0644", folder.resolve(name + ".key").toString());
  }

  /** The same with a key that is encrypted. */
  static void writeEncrypted(Path folder, String name, String subject, String passphrase)
      throws IOException, InterruptedException {
    make(folder, name, subject, Stream.of("-passout", "pass:" + passphrase));
  }

  private static void make(Path folder, String name, String subject, Stream<String> more)
      throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-subj",
            subject,
            "-keyout",
            folder.resolve(name + ".key").toString(),
            "-out",
            folder.resolve(name + ".crt").toString());
    Shell.must(Stream.concat(words.stream(), more).toArray(String[]::new));
  }

  /** The subject of what a port of loopback shows, as openssl prints it. */
  static String served(int port) throws IOException, InterruptedException {
    String shown =
        Shell.run(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-showcerts"), "")
            .out();
    return shown.lines().filter(line -> line.contains("subject=")).findFirst().orElse(shown);
  }
}
