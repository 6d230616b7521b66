package bulla.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes the article's PKI, by the commands of a CFSSL user: a root and an intermediate on P-521, an
 * OCSP signer for each, the certificate of multirootca.
 */
final class LabPki {
  /** The passphrase of the clients' keys; the lab prints it. */
  static final String PASSPHRASE = "carcano";

  private final LabLayout layout;
  private final LabPorts ports;
  private final Toolbox toolbox;

  LabPki(LabLayout layout, LabPorts ports, Toolbox toolbox) {
    this.layout = layout;
    this.ports = ports;
    this.toolbox = toolbox;
  }

  /** Makes whatever is not there yet. */
  void make() throws IOException, InterruptedException, LabException {
    Path root = layout.rootCa();
    Path issuing = layout.issuingCa();
    if (!Files.exists(root.resolve("ca.crt"))) {
      configuration("carc_r100l", root, Map.of("AUTH_KEY_R100L", secret()));
      Path csr = csr(root, "csr-carc_r100l.json", Map.of());
      certificate(root, "ca", List.of("gencert", "-initca", csr.toString()));
    }
    // The signer comes first: with it every later certificate gets its OCSP answer when it is made.
    ocspSigner(root, "CARC R100L OCSP");
    if (!Files.exists(issuing.resolve("ca.crt"))) {
      configuration("carc_i101l", issuing, Map.of("AUTH_KEY", secret()));
      Path csr = csr(issuing, "csr.json", subject("CARC I101L", 521, "", "Carcano SA"));
      certificate(issuing, "ca", recorded(root, "intermediate", csr));
    }
    ocspSigner(issuing, "CARC I101L OCSP");
    if (!Files.exists(layout.etc().resolve("cfssl/multirootca.crt"))) {
      Path folder = layout.etc().resolve("cfssl");
      Path csr =
          csr(
              folder,
              "csr.json",
              subject("ca01.lab.carcano.corp", 256, "\"ca01.lab.carcano.corp\"", "Carcano SA"));
      certificate(folder, "multirootca", recorded(root, "server", csr));
    }
    if (!Files.exists(layout.etc().resolve("pki/tls/certs/localhost.crt"))) {
      defaultHost();
    }
    LabTemplates.write(
        layout.roots(),
        LabTemplates.text("multiroot.conf", Map.of("ETC", layout.etc().toString())));
  }

  /** Issues a client's certificate; both files go to the client's home. */
  void client(String name, String commonName, String organization)
      throws IOException, InterruptedException, LabException {
    Path csr = csr(layout.home(), "csr.json", subject(commonName, 256, "", organization));
    String json = toolbox.cfssl(recorded(layout.issuingCa(), "client", csr));
    Path base = layout.home().resolve(name);
    toolbox.cfssljson(json, base);
    Files.move(sibling(base, ".pem"), sibling(base, ".crt"), StandardCopyOption.REPLACE_EXISTING);
    encrypt(sibling(base, "-key.pem"), sibling(base, ".key"));
    Files.delete(sibling(base, ".csr"));
    Files.delete(csr);
  }

  /** The article's reader types a passphrase for the client's key, so it has one. */
  private static void encrypt(Path plain, Path encrypted)
      throws IOException, InterruptedException, LabException {
    LabTemplates.write(encrypted, "", "rw-------");
    Command.Result result =
        Command.of(
                "openssl",
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-passout",
                "stdin",
                "-in",
                plain.toString(),
                "-out",
                encrypted.toString())
            .run(PASSPHRASE + "\n");
    Files.delete(plain);
    if (result.code() != 0) {
      throw new LabException("openssl could not encrypt the client's key: " + result.err().strip());
    }
  }

  private void ocspSigner(Path ca, String commonName)
      throws IOException, InterruptedException, LabException {
    if (Files.exists(ca.resolve("ocsp.crt"))) {
      return;
    }
    Path csr = csr(ca, "csr.json", subject(commonName, 521, "", "Carcano SA"));
    certificate(ca, "ocsp", signedBy(ca, "ocsp", csr));
  }

  /** The certificate of the default virtual host, which no client of the article ever sees. */
  private void defaultHost() throws IOException, InterruptedException, LabException {
    Path folder = layout.etc().resolve("pki/tls");
    Files.createDirectories(folder.resolve("certs"));
    Files.createDirectories(folder.resolve("private"));
    Path csr = csr(folder, "csr.json", subject("localhost", 256, "\"localhost\"", "Carcano SA"));
    Path base = folder.resolve("localhost");
    toolbox.cfssljson(toolbox.cfssl(List.of("selfsign", "localhost", csr.toString())), base);
    Files.move(
        sibling(base, "-key.pem"),
        folder.resolve("private/localhost.key"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        sibling(base, ".pem"),
        folder.resolve("certs/localhost.crt"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.delete(sibling(base, ".csr"));
    Files.delete(csr);
  }

  private void configuration(String label, Path folder, Map<String, String> secrets)
      throws IOException {
    Map<String, String> values = new java.util.HashMap<>(secrets);
    values.put("ETC", layout.etc().toString());
    values.put("SITE", Integer.toString(ports.site()));
    values.put("OCSP_ROOT", Integer.toString(ports.ocspRoot()));
    values.put("OCSP_ISSUING", Integer.toString(ports.ocspIssuing()));
    values.put("DB", folder.resolve("certdb.db").toString());
    LabTemplates.write(
        folder.resolve("profiles/auth.json"),
        LabTemplates.text("auth-" + label + ".json", values),
        "rw-------");
    LabTemplates.write(folder.resolve("db.json"), LabTemplates.text("db.json", values));
  }

  private static Path csr(Path folder, String template, Map<String, String> values)
      throws IOException {
    Path file = folder.resolve("csr.json");
    LabTemplates.write(file, LabTemplates.text(template, values));
    return file;
  }

  /** Runs a cfssl command that prints certificate and key, and puts them in their places. */
  private void certificate(Path folder, String name, List<String> command)
      throws IOException, InterruptedException, LabException {
    Path base = folder.resolve(name);
    toolbox.cfssljson(toolbox.cfssl(command), base);
    Files.createDirectories(folder.resolve("private"));
    Files.move(
        sibling(base, "-key.pem"),
        folder.resolve("private").resolve(name + ".key"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(sibling(base, ".pem"), sibling(base, ".crt"), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(sibling(base, ".csr"));
    Files.delete(folder.resolve("csr.json"));
  }

  /** Signed, written to the certdb, and good at the responder at once. */
  private static List<String> recorded(Path ca, String profile, Path csr) {
    List<String> words = new ArrayList<>(signedBy(ca, profile, csr));
    words.add(words.size() - 1, "-db-config=" + ca.resolve("db.json"));
    return words;
  }

  private static List<String> signedBy(Path ca, String profile, Path csr) {
    List<String> words = new ArrayList<>();
    words.add("gencert");
    words.add("-ca=" + ca.resolve("ca.crt"));
    words.add("-ca-key=" + ca.resolve("private/ca.key"));
    words.add("-config=" + ca.resolve("profiles/auth.json"));
    words.add("-profile=" + profile);
    words.add(csr.toString());
    return words;
  }

  private static Map<String, String> subject(
      String commonName, int size, String hosts, String organization) {
    return Map.of(
        "CN", commonName, "SIZE", Integer.toString(size), "HOSTS", hosts, "O", organization);
  }

  private static Path sibling(Path base, String suffix) {
    return base.resolveSibling(base.getFileName() + suffix);
  }

  /** An auth key of the article's shape: 16 bytes in hex. */
  private static String secret() {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }
}
