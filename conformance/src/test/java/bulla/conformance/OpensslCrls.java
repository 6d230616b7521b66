package bulla.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Makes the CRLs of an {@link OpensslPki} with {@code openssl ca -gencrl}. */
final class OpensslCrls {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration DAY = Duration.ofDays(1);

  private final OpensslPki pki;

  OpensslCrls(OpensslPki pki) {
    this.pki = pki;
  }

  /**
   * What is in a list.
   *
   * @param authority whose certificate signs it
   * @param number its CRL number
   * @param from days from now to thisUpdate; nextUpdate is two days later
   * @param extensions beside the number, lines of openssl's configuration
   * @param revoked the certificates that it lists
   */
  record Content(String authority, int number, int from, String extensions, List<String> revoked) {
    private static final String KEY_IDENTIFIER = "authorityKeyIdentifier=keyid\n";

    static Content of(String authority, String... revoked) {
      return new Content(authority, 1, -1, KEY_IDENTIFIER, List.of(revoked));
    }

    /** Without a key identifier that would tell signers of one name apart. */
    Content anonymous() {
      return new Content(authority, number, from, "issuerAltName=URI:http://ca/\n", revoked);
    }

    Content numbered(int other) {
      return new Content(authority, other, from, extensions, revoked);
    }

    Content from(int days) {
      return new Content(authority, number, days, extensions, revoked);
    }

    Content with(String more) {
      return new Content(authority, number, from, extensions + more, revoked);
    }
  }

  /** Puts lists into one file. */
  void write(Path file, Content... contents) throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    for (Content content : contents) {
      all.append(pem(content));
    }
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(aside, all);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String pem(Content content) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("crl");
    try {
      StringBuilder index = new StringBuilder();
      for (String name : content.revoked()) {
        index
            .append("R\t401231235959Z\t251231235959Z,superseded\t")
            .append(serial(name))
            .append("\tunknown\t/CN=")
            .append(name)
            .append('\n');
      }
      Files.writeString(folder.resolve("index.txt"), index);
      Files.writeString(folder.resolve("number"), "%02X%n".formatted(content.number()));
      Files.writeString(
          folder.resolve("ca.conf"),
          CONFIGURATION.replace("@DIR@", folder.toString()) + content.extensions() + "\n");
      Instant from = Instant.now().plus(DAY.multipliedBy(content.from()));
      return Shell.must(
          "openssl",
          "ca",
          "-gencrl",
          "-config",
          folder.resolve("ca.conf").toString(),
          "-cert",
          pki.file(content.authority() + ".crt").toString(),
          "-keyfile",
          pki.file(content.authority() + ".key").toString(),
          "-crl_lastupdate",
          TIME.format(from),
          "-crl_nextupdate",
          TIME.format(from.plus(DAY.multipliedBy(2))));
    } finally {
      for (String name : List.of("index.txt", "number", "number.old", "ca.conf")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.delete(folder);
    }
  }

  private String serial(String name) throws IOException, InterruptedException {
    return Shell.must(
            "openssl", "x509", "-noout", "-serial", "-in", pki.file(name + ".crt").toString())
        .strip()
        .replace("serial=", "");
  }

  private static final String CONFIGURATION =
      """
      [ca]
      default_ca=it
      [it]
      database=@DIR@/index.txt
      crlnumber=@DIR@/number
      default_md=sha256
      crl_extensions=crl
      [only_authorities]
      onlyCA=TRUE
      [crl]
      """;
}
