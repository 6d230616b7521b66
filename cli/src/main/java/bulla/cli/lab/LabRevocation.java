package bulla.cli.lab;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Revokes a client's certificate as a CFSSL user does: by serial number and authority key id. */
final class LabRevocation {
  private LabRevocation() {}

  /** The arguments of {@code cfssl} that revoke the certificate. */
  static List<String> arguments(LabLayout layout, Path certificate)
      throws IOException, InterruptedException {
    String serial = field(certificate, "-serial").replace("serial=", "").strip();
    String aki =
        field(certificate, "-ext", "authorityKeyIdentifier")
            .lines()
            .filter(line -> line.contains(":") && !line.contains("X509v3"))
            .findFirst()
            .orElse("")
            .strip()
            .replace("keyid:", "")
            .replace(":", "")
            .toLowerCase(Locale.ROOT);
    return List.of(
        "revoke",
        "-db-config=" + layout.issuingCa().resolve("db.json"),
        "-config=" + layout.issuingCa().resolve("profiles/auth.json"),
        "-serial=" + new BigInteger(serial, 16),
        "-aki=" + aki,
        "-reason=superseded");
  }

  /** The same as a command to paste, which finds the numbers itself. */
  static List<String> shown(LabLayout layout, String client) {
    return List.of(
        layout.bin().resolve("cfssl").toString(),
        "revoke",
        "-db-config=" + layout.issuingCa().resolve("db.json"),
        "-config=" + layout.issuingCa().resolve("profiles/auth.json"),
        "-cert=" + layout.home().resolve(client + ".crt"),
        "-reason=superseded");
  }

  private static String field(Path certificate, String... what)
      throws IOException, InterruptedException {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("openssl", "x509", "-noout", "-in", certificate.toString()));
    words.addAll(List.of(what));
    return new Command(words).run().out();
  }
}
