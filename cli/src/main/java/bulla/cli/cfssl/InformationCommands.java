package bulla.cli.cfssl;

import bulla.ca.Profile;
import bulla.cfssl.CaInformation;
import bulla.cfssl.CfsslClient;
import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The commands that only tell. */
final class InformationCommands {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private InformationCommands() {}

  /** {@code info}: a CA's certificate and a profile, from -remote or from -ca and -config. */
  static void info(Session session) throws CfsslException {
    String remote = session.flags().text("remote");
    CaInformation information = remote.isEmpty() ? local(session) : remote(session, remote);
    session.out().print(Json.write(information.members()));
    session.out().flush();
  }

  /** {@code certinfo}: a certificate's fields. */
  static void certinfo(Session session) throws CfsslException {
    session
        .out()
        .println(Json.writeIndented(CertificateInformation.of(session.certificate("cert"))));
  }

  /** {@code print-defaults list|config|csr}: files to start from. */
  static void printDefaults(Session session) throws CfsslException {
    switch (session.argument(0, "list, config or csr")) {
      case "list" ->
          session.out().println("Default configurations are available for:\n\tconfig\n\tcsr");
      case "config" -> session.out().println(DEFAULT_CONFIGURATION);
      case "csr" -> session.out().println(DEFAULT_CSR);
      default ->
          throw new CfsslException(
              ErrorCode.BAD_REQUEST, "print-defaults knows list, config and csr");
    }
  }

  /** {@code version}. */
  static void version(Session session) {
    String version = InformationCommands.class.getPackage().getImplementationVersion();
    session
        .out()
        .printf(
            "Version: %s%nRuntime: java%s%n",
            version == null ? "dev" : version, Runtime.version().feature());
  }

  private static CaInformation local(Session session) throws CfsslException {
    Profile profile = session.configuration().profile(session.flags().text("profile"));
    return new CaInformation(
        session.certificate("ca").pem().stripTrailing(), profile.usages(), profile.expiryText());
  }

  private static CaInformation remote(Session session, String remote) throws CfsslException {
    String rootsFile = session.flags().text("tls-remote-ca");
    String roots =
        rootsFile.isEmpty()
            ? null
            : new String(session.read(rootsFile), StandardCharsets.ISO_8859_1);
    try (CfsslClient client = CfsslClient.of(remote, roots, TIMEOUT, session.clock())) {
      return client.info(session.flags().text("label"), session.flags().text("profile"));
    }
  }

  private static final String DEFAULT_CONFIGURATION =
      """
      {
          "signing": {
              "default": {
                  "expiry": "168h"
              },
              "profiles": {
                  "server": {
                      "expiry": "8760h",
                      "usages": ["signing", "key encipherment", "server auth"]
                  },
                  "client": {
                      "expiry": "8760h",
                      "usages": ["signing", "key encipherment", "client auth"]
                  }
              }
          }
      }
      """;

  private static final String DEFAULT_CSR =
      """
      {
          "CN": "www.example.net",
          "hosts": ["example.net", "www.example.net"],
          "key": {"algo": "ecdsa", "size": 256},
          "names": [{"C": "CH", "ST": "Tessin", "O": "Example"}]
      }
      """;
}
