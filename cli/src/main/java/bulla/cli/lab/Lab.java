package bulla.cli.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lab's parts: made ready, started in their order, stopped in the reverse. */
final class Lab {
  private final LabLayout layout;
  private final LabPorts ports;
  private final Toolbox toolbox;
  private final Path launcher;
  private final PrintStream out;

  Lab(LabLayout layout, LabPorts ports, Toolbox toolbox, Path launcher, PrintStream out) {
    this.layout = layout;
    this.ports = ports;
    this.toolbox = toolbox;
    this.launcher = launcher;
    this.out = out;
  }

  LabLayout layout() {
    return layout;
  }

  LabPorts ports() {
    return ports;
  }

  /** Makes the PKI and every file that the parts read; what is there already stays. */
  void prepare() throws IOException, InterruptedException, LabException {
    folders();
    for (String program : List.of("bulla", "httpd", "apachectl", "cfssl", "cfssljson", "certmgr")) {
      Path link = layout.bin().resolve(program);
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, launcher);
    }
    Files.writeString(layout.ports(), ports.text() + "\n");
    LabTemplates.write(layout.hosts(), LabTemplates.text("hosts", Map.of()));
    LabPki pki = new LabPki(layout, ports, toolbox);
    pki.make();
    clients(pki);
    trust();
    webServer();
    agent();
  }

  /** The parts that serve the PKI, in the order in which they start. */
  List<LabPart> pkiParts() {
    return List.of(
        responder("ocsp-carc_r100l", layout.rootCa(), ports.ocspRoot()),
        issuingResponder(),
        new LabPart(
            "ca01-site",
            List.of(
                "site", "-address=127.0.0.1", "-port=" + ports.site(), "-roots=" + layout.roots()),
            ports.site()),
        new LabPart(
            "multirootca",
            List.of(
                "multirootca",
                "-a=127.0.0.1:" + ports.multirootca(),
                "-roots=" + layout.roots(),
                "-l=carc_i101l",
                "-tls-cert=" + layout.etc().resolve("cfssl/multirootca.crt"),
                "-tls-key=" + layout.etc().resolve("cfssl/private/multirootca.key")),
            ports.multirootca()));
  }

  /** The responder of the CA that issued server and clients: the article's port 9401. */
  LabPart issuingResponder() {
    return responder("ocsp-carc_i101l", layout.issuingCa(), ports.ocspIssuing());
  }

  LabPart webServerPart() {
    return new LabPart(
        "httpd",
        // Root who plays the lab in a folder of his own has nobody else who could read there.
        List.of(
            "httpd", "-f", layout.httpdConf().toString(), "-DFOREGROUND", "-DBIG_SECURITY_HOLE"),
        ports.https());
  }

  LabPart agentPart() {
    return new LabPart("certmgr", List.of("certmgr", "-f", layout.certmgrConf().toString()), 0);
  }

  List<LabPart> parts() {
    List<LabPart> parts = new ArrayList<>(pkiParts());
    parts.add(agentPart());
    parts.add(webServerPart());
    return parts;
  }

  /** Starts everything; what was started is stopped again if a part fails. */
  void start() throws IOException, InterruptedException, LabException {
    stop();
    for (int port : ports.all()) {
      if (LabPart.listening(port)) {
        throw new LabException(
            "port "
                + port
                + " on 127.0.0.1 is in use; end what listens there, or move the lab with"
                + " --port-base N");
      }
    }
    try {
      for (LabPart part : pkiParts()) {
        starting(part);
      }
      Files.deleteIfExists(layout.serverCertificate());
      starting(agentPart());
      awaitEnrolment();
      starting(webServerPart());
    } catch (IOException | InterruptedException | LabException failure) {
      stop();
      throw failure;
    }
  }

  /** Ends every part that runs. */
  void stop() throws IOException {
    for (LabPart part : parts().reversed()) {
      part.stop(layout);
    }
  }

  /** Whether all parts run, started by this process or another. */
  boolean running() throws IOException {
    for (LabPart part : parts()) {
      if (part.running(layout).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void starting(LabPart part) throws IOException, InterruptedException, LabException {
    part.start(layout);
    out.printf(
        "  started %-16s %s%n", part.name(), part.port() == 0 ? "" : "127.0.0.1:" + part.port());
  }

  private void awaitEnrolment() throws IOException, InterruptedException, LabException {
    for (int tries = 0; tries < 600; tries++) {
      if (Files.exists(layout.serverCertificate()) && Files.exists(layout.serverKey())) {
        return;
      }
      if (agentPart().running(layout).isEmpty()) {
        break;
      }
      Thread.sleep(50);
    }
    throw new LabException(
        "certmgr did not enrol the server's certificate; see "
            + layout.log().resolve("certmgr.log"));
  }

  private LabPart responder(String name, Path ca, int port) {
    return new LabPart(
        name,
        List.of(
            "cfssl",
            "ocspserve",
            "-address=127.0.0.1",
            "-port=" + port,
            "-db-config=" + ca.resolve("db.json")),
        port);
  }

  private void folders() throws IOException {
    for (Path folder :
        List.of(
            layout.run(),
            layout.bin(),
            layout.home(),
            layout.www().resolve("html"),
            layout.documentRoot().resolve("restricted"),
            layout.anchors(),
            layout.trust().resolveSibling(""),
            layout.etc().resolve("httpd/vhosts.d"),
            layout.serverCertificate().resolveSibling(""),
            layout.serverKey().resolveSibling(""),
            layout.accessLog().resolveSibling(""))) {
      Files.createDirectories(folder);
    }
    Path logs = layout.etc().resolve("httpd/logs");
    if (!Files.isSymbolicLink(logs)) {
      Files.createSymbolicLink(logs, layout.log().resolve("httpd"));
    }
  }

  private void clients(LabPki pki) throws IOException, InterruptedException, LabException {
    if (!Files.exists(layout.home().resolve("foo-data-exchange-svc01.crt"))) {
      pki.client("foo-data-exchange-svc01", "data-exchange-svc01", "Big Partner Foo SA");
    }
    if (!Files.exists(layout.home().resolve("bar-data-exchange-svc01.crt"))) {
      pki.client("bar-data-exchange-svc01", "data-exchange-svc01", "Another Partner Bar SA");
    }
  }

  private void trust() throws IOException {
    String root = Files.readString(layout.rootCa().resolve("ca.crt"));
    String issuing = Files.readString(layout.issuingCa().resolve("ca.crt"));
    LabTemplates.write(layout.anchors().resolve("carc_r100l.crt"), root);
    LabTemplates.write(layout.anchors().resolve("carc_i101l.crt"), issuing);
    LabTemplates.write(layout.trust(), issuing + root);
    LabTemplates.write(layout.clientTrust(), root + issuing);
  }

  private void webServer() throws IOException {
    Map<String, String> values = values();
    LabTemplates.write(layout.httpdConf(), LabTemplates.text("httpd.conf", values));
    LabTemplates.write(
        layout.etc().resolve("httpd/conf.d/ssl.conf"), LabTemplates.text("ssl.conf", values));
    LabTemplates.write(
        layout.etc().resolve("httpd/vhosts.d/www.lab.carcano.corp.conf"),
        LabTemplates.text("vhost.conf", values));
    LabTemplates.write(
        layout.documentRoot().resolve("index.html"), LabTemplates.text("index.html", values));
    LabTemplates.write(
        layout.documentRoot().resolve("restricted/sensitive.txt"),
        LabTemplates.text("sensitive.txt", values));
  }

  private void agent() throws IOException {
    Map<String, String> values = values();
    LabTemplates.write(layout.certmgrConf(), LabTemplates.text("certmgr.yaml", values));
    LabTemplates.write(layout.manifest(), LabTemplates.text("manifest.json", values), "rw-------");
    LabTemplates.write(
        layout.bin().resolve("systemctl"), LabTemplates.text("systemctl", values), "rwxr-xr-x");
  }

  private Map<String, String> values() throws IOException {
    PosixFileAttributes owner = Files.readAttributes(layout.root(), PosixFileAttributes.class);
    return Map.of(
        "ETC", layout.etc().toString(),
        "RUN", layout.run().toString(),
        "BIN", layout.bin().toString(),
        "WWW", layout.www().toString(),
        "HTTPS", Integer.toString(ports.https()),
        "MULTIROOTCA", Integer.toString(ports.multirootca()),
        "USER", owner.owner().getName(),
        "GROUP", owner.group().getName(),
        "AUTH_KEY", authKey());
  }

  /** What the article reads with jq: {@code .auth_keys.default.key}. */
  private String authKey() throws IOException {
    String json = Files.readString(layout.issuingCa().resolve("profiles/auth.json"));
    var key = java.util.regex.Pattern.compile("\"key\":\\s*\"([0-9a-f]+)\"").matcher(json);
    if (!key.find()) {
      throw new IOException(
          layout.issuingCa().resolve("profiles/auth.json") + " holds no hexadecimal auth key");
    }
    return key.group(1);
  }
}
