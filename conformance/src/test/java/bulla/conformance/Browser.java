package bulla.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Headless Chromium with a home of its own: a store of certificates that NSS' own tools fill, and
 * the policy that chooses among them as a person would in the dialog.
 *
 * <p>The policy is read from below {@code /etc/chromium}. So that nothing there is touched, the
 * browser is started where a folder of the test is mounted over it, for the browser alone.
 */
final class Browser {
  /** What must be installed. */
  static final List<String> PROGRAMS = List.of("chromium", "certutil", "pk12util", "unshare");

  private static final String NAME = "www.lab.carcano.corp";

  private final Path home;
  private final Path policies;
  private final Path store;

  Browser(Path folder) throws IOException, InterruptedException {
    home = Files.createDirectories(folder);
    policies = folder.resolve("etc");
    store = Files.createDirectories(home.resolve(".pki/nssdb"));
    Path managed = Files.createDirectories(policies.resolve("policies/managed"));
    Files.writeString(
        managed.resolve("choose.json"),
        """
        {"AutoSelectCertificateForUrls": ["{\\"pattern\\":\\"https://%s\\",\\"filter\\":{}}"]}
        """
            .formatted(NAME));
    Shell.must("certutil", "-N", "-d", database(), "--empty-password");
  }

  /** Whether a folder can be mounted for one process alone: not in every container. */
  static boolean canHavePolicies() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bulla");
    try {
      return Files.isDirectory(Path.of("/etc/chromium"))
          && Shell.run(mounted(folder, List.of("true"))).code() == 0;
    } finally {
      Files.delete(folder);
    }
  }

  /** Trusts a certificate authority. */
  void trust(Path certificate) throws IOException, InterruptedException {
    Shell.must(
        "certutil",
        "-A",
        "-d",
        database(),
        "-n",
        certificate.getFileName().toString(),
        "-t",
        "C,,",
        "-i",
        certificate.toString());
  }

  /** Imports a client's certificate with its key. */
  void own(Path certificate, Path key) throws IOException, InterruptedException {
    Path bag = home.resolve("client.p12");
    Shell.must(
        "openssl",
        "pkcs12",
        "-export",
        "-in",
        certificate.toString(),
        "-inkey",
        key.toString(),
        "-passout",
        "pass:p",
        "-out",
        bag.toString());
    Shell.must("pk12util", "-i", bag.toString(), "-d", database(), "-W", "p");
  }

  /** The document that a page becomes. */
  String document(int port, String path) throws IOException, InterruptedException {
    return run(port, path, "--dump-dom");
  }

  /** Takes a picture of a page, PNG. */
  void picture(int port, String path, Path file) throws IOException, InterruptedException {
    String said =
        run(port, path, "--window-size=640,240", "--hide-scrollbars", "--screenshot=" + file);
    if (!Files.exists(file)) {
      throw new IOException("no picture was taken: " + said);
    }
  }

  private String run(int port, String path, String... more)
      throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(home, "profile");
    List<String> command = new ArrayList<>(List.of("env", "HOME=" + home, "timeout", "60"));
    command.addAll(
        List.of(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + profile,
            "--host-resolver-rules=MAP " + NAME + " 127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://" + NAME + ":" + port + path);
    Shell.Result result = Shell.run(mounted(policies, command));
    if (result.code() != 0) {
      throw new IOException("chromium ended with " + result.code() + ": " + result.all());
    }
    return result.out();
  }

  /** The command where the folder stands in the place of Chromium's configuration. */
  private static List<String> mounted(Path folder, List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/chromium && exec \"$@\"",
                folder.toString()));
    words.addAll(command);
    return words;
  }

  private String database() {
    return "sql:" + store;
  }
}
