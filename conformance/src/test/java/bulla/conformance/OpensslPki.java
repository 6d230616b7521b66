package bulla.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PKI of the article's shape, made by the openssl command: a foreign judge of all we say. */
final class OpensslPki {
  private final Path folder;
  private final String ocspUrl;

  OpensslPki(Path folder, String ocspUrl) {
    this.folder = folder;
    this.ocspUrl = ocspUrl;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Root, issuing CA, its OCSP signer, and a CA that nobody trusts. */
  void makeAuthorities() throws IOException, InterruptedException {
    Files.writeString(file("index.txt"), "");
    selfSigned("root", "/C=CH/ST=Tessin/O=Carcano SA/CN=CARC R100L");
    selfSigned("stranger", "/C=CH/O=Stranger SA/CN=STRANGER CA");
    authority("ca", "root", "/C=CH/O=Carcano SA/CN=CARC I101L");
    issue(
        "ocsp",
        "ca",
        "/C=CH/O=Carcano SA/CN=CARC I101L OCSP",
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            + "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n",
        365);
    Files.writeString(
        file("trust"), Files.readString(file("ca.crt")) + Files.readString(file("root.crt")));
  }

  /** A CA under another. */
  void authority(String name, String issuer, String subject)
      throws IOException, InterruptedException {
    authority(name, issuer, subject, "");
  }

  /** A CA under another, good at a responder. */
  void authority(String name, String issuer, String subject, String url)
      throws IOException, InterruptedException {
    issue(
        name,
        issuer,
        subject,
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
            + (url.isEmpty() ? "" : "authorityInfoAccess=OCSP;URI:" + url + "\n"),
        365);
    if (!url.isEmpty()) {
      status(name, 'V');
    }
  }

  void server(String name, String host) throws IOException, InterruptedException {
    server(name, "ca", host, "");
  }

  void server(String name, String issuer, String host) throws IOException, InterruptedException {
    server(name, issuer, host, "");
  }

  /** One that must not be shown without a staple (RFC 7633). */
  void mustStapleServer(String name, String host) throws IOException, InterruptedException {
    server(name, "ca", host, "tlsfeature=status_request\n");
  }

  private void server(String name, String issuer, String host, String more)
      throws IOException, InterruptedException {
    issue(
        name,
        issuer,
        "/C=CH/ST=Tessin/O=Carcano SA/CN=" + host,
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            + "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:"
            + host
            + ",DNS:www."
            + host
            + "\nauthorityInfoAccess=OCSP;URI:"
            + ocspUrl
            + "\n"
            + more,
        365);
    status(name, 'V');
  }

  /** A client of an organisation, known to the responder as good. */
  void client(String name, String organization) throws IOException, InterruptedException {
    client(name, "ca", organization, ocspUrl, 365);
    status(name, 'V');
  }

  /** A client that the responder has never heard of; {@code days} below 0 is an expired one. */
  void client(String name, String issuer, String organization, String url, int days)
      throws IOException, InterruptedException {
    issue(
        name,
        issuer,
        "/C=CH/O=" + organization + "/CN=" + name,
        "basicConstraints=critical,CA:FALSE\n"
            + "keyUsage=critical,digitalSignature,keyEncipherment\n"
            + "extendedKeyUsage=clientAuth\n"
            + (url.isEmpty() ? "" : "authorityInfoAccess=OCSP;URI:" + url + "\n"),
        days);
  }

  /** Writes the certificate's line of openssl ocsp's index: V valid, R revoked (superseded). */
  void status(String name, char status) throws IOException, InterruptedException {
    String serial =
        Shell.must("openssl", "x509", "-noout", "-serial", "-in", file(name + ".crt").toString())
            .strip()
            .replace("serial=", "");
    StringBuilder index = new StringBuilder();
    for (String line : Files.readAllLines(file("index.txt"))) {
      if (!line.contains("\t" + serial + "\t")) {
        index.append(line).append('\n');
      }
    }
    index.append(
        status == 'R' ? "R\t401231235959Z\t251231235959Z,superseded\t" : "V\t401231235959Z\t\t");
    index.append(serial).append("\tunknown\t/CN=").append(name).append('\n');
    Files.writeString(file("index.txt"), index);
  }

  private void selfSigned(String name, String subject) throws IOException, InterruptedException {
    key(name);
    Shell.must(
        "openssl",
        "req",
        "-new",
        "-x509",
        "-key",
        file(name + ".key").toString(),
        "-subj",
        subject,
        "-days",
        "365",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-out",
        file(name + ".crt").toString());
  }

  private void issue(String name, String issuer, String subject, String extensions, int days)
      throws IOException, InterruptedException {
    key(name);
    Files.writeString(
        file(name + ".ext"),
        extensions + "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    Shell.must(
        "openssl",
        "req",
        "-new",
        "-key",
        file(name + ".key").toString(),
        "-subj",
        subject,
        "-out",
        file(name + ".csr").toString());
    Shell.must(
        "openssl",
        "x509",
        "-req",
        "-in",
        file(name + ".csr").toString(),
        "-CA",
        file(issuer + ".crt").toString(),
        "-CAkey",
        file(issuer + ".key").toString(),
        "-days",
        Integer.toString(days),
        "-extfile",
        file(name + ".ext").toString(),
        "-out",
        file(name + ".crt").toString());
  }

  private void key(String name) throws IOException, InterruptedException {
    Shell.must(
        "openssl",
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        file(name + ".key").toString());
  }
}
