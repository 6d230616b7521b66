package bulla.cli.cfssl;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.ca.CertificateAuthority;
import bulla.ca.Profile;
import bulla.ca.SelfSigned;
import bulla.ca.SigningConfiguration;
import bulla.cfssl.AuthKey;
import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslClient;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.SignRequest;
import bulla.cfssl.Subject;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands that make keys, requests and certificates. */
final class IssueCommands {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private IssueCommands() {}

  /** {@code gencert [-initca] CSRJSON}: a key and its certificate. */
  static void gencert(Session session) throws CfsslException {
    byte[] text = session.read(session.argument(0, "the CSR JSON file"));
    String commonName = session.flags().text("cn");
    CsrJson written = session.csrJson(text);
    CsrJson json = commonName.isEmpty() ? written : written.withCommonName(commonName);
    if (session.flags().isSet("initca")) {
      initca(session, json);
      return;
    }
    if (json.ca() == null && json.hosts().isEmpty()) {
      session
          .log()
          .warning("This certificate lacks a \"hosts\" field: it is unsuitable for websites.");
    }
    KeyPair keys = generate(session, json);
    String csr = CertificateRequests.pem(json, keys);
    session.log().info("encoded CSR");
    print(session, issue(session, csr, null), csr, PrivateKeys.pem(keys.getPrivate()));
  }

  /** {@code genkey CSRJSON}: a key and its request. */
  static void genkey(Session session) throws CfsslException {
    CsrJson json = session.csrJson(session.read(session.argument(0, "the CSR JSON file")));
    if (session.flags().isSet("initca")) {
      initca(session, json);
      return;
    }
    if (json.ca() != null) {
      throw new CfsslException(ErrorCode.CSR_BAD_REQUEST, "ca section only permitted in initca");
    }
    KeyPair keys = generate(session, json);
    print(session, null, CertificateRequests.pem(json, keys), PrivateKeys.pem(keys.getPrivate()));
  }

  /** {@code gencsr -key KEY CSRJSON}: a request for a key that is there. */
  static void gencsr(Session session) throws CfsslException {
    CsrJson json = session.csrJson(session.read(session.argument(0, "the CSR JSON file")));
    String pem = new String(session.read(session.needed("key")), StandardCharsets.ISO_8859_1);
    PrivateKey key = CaFiles.key(pem.getBytes(StandardCharsets.ISO_8859_1), "-key", null);
    KeyPair keys = new KeyPair(PrivateKeys.publicKey(key), key);
    print(session, null, CertificateRequests.pem(json, keys), pem);
  }

  /** {@code sign CSR [SUBJECT]}: a certificate for a request. */
  static void sign(Session session) throws CfsslException {
    String file = session.flags().text("csr");
    int subjectAt = file.isEmpty() ? 1 : 0;
    String name = file.isEmpty() ? session.argument(0, "the CSR file") : file;
    String csr = new String(session.read(name), StandardCharsets.ISO_8859_1);
    Subject subject = null;
    if (session.flags().arguments().size() > subjectAt) {
      byte[] text = session.read(session.flags().arguments().get(subjectAt));
      try {
        subject = Subject.of(Json.object(text));
      } catch (JsonException e) {
        throw new CfsslException(ErrorCode.INVALID_REQUEST, "the subject file: " + e.text(), e);
      }
    }
    print(session, issue(session, csr, subject), csr, null);
  }

  /** {@code selfsign HOST CSRJSON}: a key and a certificate that it signed itself. */
  static void selfsign(Session session) throws CfsslException {
    session.argument(0, "the host name");
    CsrJson json = session.csrJson(session.read(session.argument(1, "the CSR JSON file")));
    KeyPair keys = generate(session, json);
    Profile profile =
        session.flags().text("config").isEmpty()
            ? null
            : session.configuration().profile(session.flags().text("profile"));
    SelfSigned made = SelfSigned.leaf(json, keys, profile, session.clock(), session.random());
    session.log().warning("Self-signed certificates are dangerous: use them for tests only.");
    print(session, made.certificate().pem(), made.request(), PrivateKeys.pem(keys.getPrivate()));
  }

  private static void initca(Session session, CsrJson json) throws CfsslException {
    if (!session.flags().text("ca-key").isEmpty()) {
      session.log().info("re-generating a CA certificate from CSR and CA key");
      PrivateKey key = session.caKey();
      KeyPair keys = new KeyPair(PrivateKeys.publicKey(key), key);
      SelfSigned made = SelfSigned.authority(json, keys, session.clock(), session.random());
      print(session, made.certificate().pem(), made.request(), null);
      return;
    }
    session.log().info("generating a new CA key and certificate from CSR");
    KeyPair keys = generate(session, json);
    SelfSigned made = SelfSigned.authority(json, keys, session.clock(), session.random());
    signed(session, made.certificate());
    print(session, made.certificate().pem(), made.request(), PrivateKeys.pem(keys.getPrivate()));
  }

  private static KeyPair generate(Session session, CsrJson json) {
    session.log().info("generate received request");
    session.log().info("received CSR");
    session
        .log()
        .info("generating key: %s-%d".formatted(json.key().algorithm(), json.key().size()));
    return PrivateKeys.generate(json.key());
  }

  /** Signs here with -ca and -ca-key, or has it signed by -remote or the profile's remote. */
  private static String issue(Session session, String csr, @Nullable Subject subject)
      throws CfsslException {
    SigningConfiguration configuration = session.configuration();
    String name = session.flags().text("profile");
    Profile profile = configuration.profile(name);
    String hostname = session.flags().text("hostname");
    SignRequest plain =
        SignRequest.of(
            hostname.isEmpty() ? null : List.of(hostname.split(",", -1)),
            csr,
            name,
            session.flags().text("label"));
    SignRequest request = subject == null ? plain : plain.withSubject(subject);
    Profile.Remote remote = profile.authRemote();
    if (!session.flags().text("remote").isEmpty() || remote != null) {
      return remote(session, request, remote);
    }
    try (CertDb db = session.database()) {
      Certificate certificate =
          new CertificateAuthority(
                  session.signer(),
                  db,
                  db == null ? null : session.optionalOcspSigner(configuration),
                  session.clock())
              .issue(request, profile, request.label());
      signed(session, certificate);
      return certificate.pem();
    }
  }

  private static String remote(
      Session session, SignRequest request, Profile.@Nullable Remote remote) throws CfsslException {
    String given = session.flags().text("remote");
    String servers = given.isEmpty() && remote != null ? remote.servers() : given;
    AuthKey key = remote == null ? null : remote.authKey();
    String rootsFile = session.flags().text("tls-remote-ca");
    String roots =
        rootsFile.isEmpty()
            ? null
            : new String(session.read(rootsFile), StandardCharsets.ISO_8859_1);
    try (CfsslClient client = CfsslClient.of(servers, roots, TIMEOUT, session.clock())) {
      return key == null ? client.sign(request) : client.authsign(request, key);
    }
  }

  private static void signed(Session session, Certificate certificate) {
    session.log().info("signed certificate with serial number " + certificate.serial());
  }

  /** One line, keys sorted, absent ones left out. */
  private static void print(
      Session session, @Nullable String certificate, @Nullable String csr, @Nullable String key) {
    Map<String, String> members = new TreeMap<>();
    if (certificate != null) {
      members.put("cert", certificate);
    }
    if (csr != null) {
      members.put("csr", csr);
    }
    if (key != null) {
      members.put("key", key);
    }
    session.out().println(Json.write(members));
  }
}
