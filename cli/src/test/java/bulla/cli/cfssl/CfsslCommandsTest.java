package bulla.cli.cfssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.cfssl.Json;
import bulla.cfssl.JsonObject;
import bulla.pki.Certificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CfsslCommandsTest {
  private static final String CONFIGURATION =
      """
      {"signing":{"default":{"expiry":"8760h"},"profiles":{
        "ocsp":{"usages":["digital signature","ocsp signing"],"expiry":"1h","ocsp_no_check":true},
        "client":{"usages":["signing","client auth"],"expiry":"1h","auth_key":"default"}}},
       "auth_keys":{"default":{"type":"standard","key":"aabb"}},
       "ocsp":{"CACertFile":"ca.pem","ResponderCertFile":"ocsp.pem","KeyFile":"ocsp-key.pem",
               "Interval":345600000000000}}
      """;

  private final Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CfsslCommandsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void wholePkiIsBuiltAndACertificateRevokedByCommands() throws Exception {
    pki();
    String config = "-config=" + file("auth.json");
    String database = "--db-config=" + file("db.json");
    make(
        "foo",
        "{\"CN\":\"data-exchange-svc01\",\"names\":[{\"C\":\"CH\",\"O\":\"Big Partner Foo SA\"}]}",
        config,
        database,
        "-profile=client");
    Certificate leaf = Certificate.ofPem(Files.readString(file("foo.pem")));
    assertThat(answer(leaf)).contains("Response verify OK", "foo.pem: good");

    assertThat(run("revoke", config, database, "-cert=" + file("foo.pem"), "-reason=superseded"))
        .isEmpty();
    assertThat(answer(leaf)).contains("Response verify OK", "foo.pem: revoked", "superseded");

    String crl = run("crl", database, "-ca=" + file("ca.pem"), "-ca-key=" + file("ca-key.pem"));
    Path der = Files.write(file("crl.der"), Base64.getDecoder().decode(crl.strip()));
    assertThat(
            process(
                "openssl",
                "crl",
                "-inform",
                "DER",
                "-in",
                der.toString(),
                "-noout",
                "-text",
                "-CAfile",
                file("ca.pem").toString()))
        .contains("verify OK", leaf.serialHex());

    run(
        "ocsprefresh",
        database,
        "-ca=" + file("ca.pem"),
        "-responder=" + file("ocsp.pem"),
        "-responder-key=" + file("ocsp-key.pem"));
    assertThat(err.toString(UTF_8)).contains("[INFO] refreshed 1 OCSP responses");
  }

  @Test
  void keysAreTheirOwnersAlone() throws Exception {
    pki();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("ca-key.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void outputIsOneLineWithSortedKeys() throws Exception {
    String json = run("gencert", "-initca", write("ca.json", "{\"CN\":\"R\"}").toString());
    assertThat(json).matches("\\{\"cert\":\".*\",\"csr\":\".*\",\"key\":\".*\"}\n");
    assertThat(err.toString(UTF_8))
        .containsPattern(
            "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[INFO] generating key: ecdsa-256\n");
  }

  @Test
  void encryptedCaKeyIsOpenedWithThePassphraseOfTheEnvironment() throws Exception {
    pki();
    Path key = file("ca-key.pem");
    process(
        "openssl",
        "ec",
        "-aes256",
        "-passout",
        "pass:secret",
        "-in",
        key.toString(),
        "-out",
        key.toString());
    Path csr = write("x.json", "{\"CN\":\"x\"}");
    String ca = "-ca=" + file("ca.pem");
    assertThat(code("gencert", ca, "-ca-key=" + key, csr.toString())).isZero();
    assertThat(code("gencert", "-loglevel=5", ca, "-ca-key", "env:NOWHERE", csr.toString()))
        .isEqualTo(1);
  }

  @Test
  void exitCodesAreTheOriginals() throws Exception {
    assertThat(code("revoke", "-nonsense")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("flag provided but not defined: -nonsense\n")
        .contains("Usage: cfssl revoke");
    assertThat(code("nonsense")).isEqualTo(1);
    assertThat(code()).isEqualTo(1);
    assertThat(code("-h")).isZero();
    assertThat(code("gencert", "-h")).isZero();
    assertThat(code("version")).isZero();
  }

  @Test
  void errorIsOneJsonObjectOnStderr() throws Exception {
    Path weak = write("weak.json", "{\"key\":{\"algo\":\"rsa\",\"size\":1024}}");
    assertThat(code("genkey", weak.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("{\"code\":2400,\"message\":\"RSA key is too weak\"}\n");
  }

  @Test
  void crlFileWithAnythingButDecimalNumbersIsRefusedWithItsLine() throws Exception {
    pki();
    Path serials = write("serials", "12\n0x10\n");
    assertThat(
            code("gencrl", serials.toString(), file("ca.pem").toString(), file("ca-key.pem") + ""))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains(serials + ":2: ");
  }

  @Test
  void certinfoShowsACertificateAsCfsslDoes() throws Exception {
    pki();
    JsonObject shown = Json.object(run("certinfo", "-cert", file("ca.pem").toString()));
    assertThat(shown.text("sigalg")).isEqualTo("ECDSAWithSHA512");
    assertThat(shown.text("subject_key_id")).matches("([0-9A-F]{2}:){19}[0-9A-F]{2}");
    assertThat(run("certinfo", "-cert", file("ca.pem").toString()))
        .contains("\"common_name\": \"CARC I101L\"");
  }

  @Test
  void failedApiAnswerEndsCfssljsonWithItsMessage() {
    String answer =
        "{\"success\":false,\"result\":null,\"errors\":[{\"code\":1,\"message\":\"no\"}]}";
    int code =
        CfssljsonCommand.run(
            List.of("x"),
            new ByteArrayInputStream(answer.getBytes(UTF_8)),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("Request failed:\n").contains("no");
  }

  private void pki() throws Exception {
    write("auth.json", CONFIGURATION);
    write("db.json", "{\"driver\":\"sqlite3\",\"data_source\":\"%s\"}".formatted(file("certs.db")));
    String ca = "{\"CN\":\"CARC I101L\",\"key\":{\"algo\":\"ecdsa\",\"size\":521}}";
    put("ca", run("gencert", "-initca", write("ca.json", ca).toString()));
    make("ocsp", "{\"CN\":\"CARC I101L OCSP\"}", "-config=" + file("auth.json"), "-profile=ocsp");
  }

  private void make(String name, String csr, String... flags) throws Exception {
    List<String> words = new ArrayList<>(List.of("gencert"));
    words.addAll(List.of(flags));
    words.addAll(
        List.of(
            "-ca",
            file("ca.pem").toString(),
            "-ca-key",
            "file:" + file("ca-key.pem"),
            write(name + ".json", csr).toString()));
    put(name, run(words.toArray(String[]::new)));
  }

  private void put(String name, String json) {
    int code =
        CfssljsonCommand.run(
            List.of("-bare", file(name).toString()),
            new ByteArrayInputStream(json.getBytes(UTF_8)),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8));
    assertThat(code).as(err.toString(UTF_8)).isZero();
  }

  /** What openssl makes of the answer in certdb. */
  private String answer(Certificate leaf) throws Exception {
    String dumped = run("ocspdump", "-db-config", file("db.json").toString());
    Path response = Files.write(file("answer.der"), Base64.getDecoder().decode(dumped.strip()));
    return process(
        "openssl",
        "ocsp",
        "-respin",
        response.toString(),
        "-issuer",
        file("ca.pem").toString(),
        "-cert",
        Files.writeString(file("foo.pem"), leaf.pem()).toString(),
        "-CAfile",
        file("ca.pem").toString());
  }

  private String run(String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(code(out, words)).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  private int code(String... words) {
    return code(new ByteArrayOutputStream(), words);
  }

  private int code(ByteArrayOutputStream out, String... words) {
    return CfsslCommands.run(
        List.of(words),
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        name -> name.equals("CFSSL_CA_PK_PASSWORD") ? "secret" : null,
        InstantSource.system());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(file(name), text);
  }

  private static String process(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
