package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** testssl.sh of Debian's package, with its default tests, against a host with default settings. */
class TestsslTest {

  /** One line of its CSV: id, host and address, port, severity, finding. */
  private static final Pattern FINDING =
      Pattern.compile("\"([^\"]*)\",\"[^\"]*\",\"[^\"]*\",\"([^\"]*)\",\"([^\"]*)\".*");

  /** Findings that are not the server's to mend, with the reason. */
  private static final Map<String, String> ACCEPTED =
      Map.of(
          "engine_problem", "of the scanner's own openssl",
          "sessionresumption_ticket", "the scanner may hang up before a ticket of TLS 1.3 has come",
          "cert_chain_of_trust", "the test's CA is in nobody's store",
          "cert_revocation", "the test's certificates name no responder",
          "DNS_CAArecord", "localhost has no DNS",
          "HSTS", "a header that the operator sets",
          "security_headers", "headers that the operator sets");

  @TempDir Path folder;

  @Test
  void findsNothingAboveInfoThatIsOursToMend() throws Exception {
    String testssl = program();
    certificates();
    Site site =
        Site.write(
            folder,
            """
            LoadModule ssl_module modules/mod_ssl.so
            <Directory "@DIR@/www">
              Require all granted
            </Directory>
            <VirtualHost *:@PORT@>
              ServerName localhost
              SSLEngine on
              SSLCertificateFile rsa.crt
              SSLCertificateKeyFile rsa.key
              SSLCertificateFile ec.crt
              SSLCertificateKeyFile ec.key
            </VirtualHost>
            """);
    try (site) {
      site.start();
      Path csv = folder.resolve("findings.csv");
      Shell.Result run =
          Shell.run(
              List.of(
                  testssl,
                  "--quiet",
                  "--color",
                  "0",
                  "--warnings",
                  "off",
                  "--csvfile",
                  csv.toString(),
                  "--ip",
                  "127.0.0.1",
                  "https://localhost:" + site.port() + "/"),
              "",
              TWENTY_MINUTES);
      List<String> found = findings(csv);
      assertThat(found).as(run.all()).isEmpty();
      assertThat(Files.readString(csv)).contains("\"TLS1_3\"", "\"BEAST\"", "\"cipher_order\"");
    }
  }

  private static final int TWENTY_MINUTES = 1200;

  private static List<String> findings(Path csv) throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(csv)) {
      Matcher finding = FINDING.matcher(line);
      if (finding.matches()) {
        String id = finding.group(1).replaceFirst(" .*", "");
        boolean quiet = List.of("OK", "INFO", "severity").contains(finding.group(2));
        if (!quiet && !ACCEPTED.containsKey(id)) {
          found.add(finding.group(2) + " " + finding.group(1) + ": " + finding.group(3));
        }
      }
    }
    return found;
  }

  private static String program() {
    return Shell.installed("testssl") ? "testssl" : "testssl.sh";
  }

  private void certificates() throws Exception {
    SelfSigned.write(folder, "ca", "/CN=Test CA", "-days", "120");
    issue("rsa", "digitalSignature,keyEncipherment", "rsa:2048");
    issue("ec", "digitalSignature,keyEncipherment", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  }

  private void issue(String name, String usage, String... key) throws Exception {
    List<String> request = new ArrayList<>(List.of("openssl", "req", "-nodes", "-newkey"));
    request.addAll(List.of(key));
    request.addAll(
        List.of(
            "-subj", "/CN=localhost", "-keyout", file(name + ".key"), "-out", file(name + ".csr")));
    Shell.must(request.toArray(String[]::new));
    Files.writeString(
        folder.resolve(name + ".ext"),
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nkeyUsage=" + usage + "\n");
    Shell.must(
        "openssl",
        "x509",
        "-req",
        "-in",
        file(name + ".csr"),
        "-CA",
        file("ca.crt"),
        "-CAkey",
        file("ca.key"),
        "-CAcreateserial",
        "-days",
        "90",
        "-extfile",
        file(name + ".ext"),
        "-out",
        file(name + ".crt"));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
