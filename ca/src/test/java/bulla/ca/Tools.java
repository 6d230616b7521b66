package bulla.ca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.Json;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A CA as tests need it, and the foreign judges. */
final class Tools {
  static final Instant NOW = Instant.parse("2026-11-24T10:20:40Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);

  /** The article's profiles, as a configuration of CFSSL. */
  static final String CONFIGURATION =
      """
      {
        "signing": {
          "default": {"expiry": "8760h"},
          "profiles": {
            "intermediate": {
              "usages": ["cert sign", "crl sign"], "expiry": "131400h",
              "ca_constraint": {"is_ca": true},
              "issuer_urls": ["http://ca01.lab.carcano.corp/carc_r100l/ca.crt"],
              "ocsp_url": "http://ocsp01.lab.carcano.corp:9400",
              "crl_url": "http://ca01.lab.carcano.corp/carc_r100l/crl",
              "Policies": [{"ID": "2.5.29.32.0", "Qualifiers": [
                {"Type": "id-qt-unotice", "Value": "CARC R100L Certification Practice Statement"},
                {"Type": "id-qt-cps", "Value": "http://ca01.lab.carcano.corp/carc_r100l/cps.html"}
              ]}]
            },
            "client": {
              "usages": ["signing", "key encipherment", "client auth"], "expiry": "8760h",
              "copy_extensions": true,
              "issuer_urls": ["http://ca01.lab.carcano.corp/carc_i101l/ca.crt"],
              "ocsp_url": "http://ocsp01.lab.carcano.corp:9401",
              "crl_url": "http://ca01.lab.carcano.corp/carc_i101l/crl",
              "Policies": [{"ID": "2.5.29.32.0", "Qualifiers": [
                {"Type": "id-qt-cps", "Value": "http://ca01.lab.carcano.corp/carc_i101l/cps.html"}
              ]}],
              "auth_key": "default"
            },
            "ocsp": {
              "usages": ["digital signature", "ocsp signing"], "expiry": "8760h",
              "ocsp_no_check": true
            },
            "named": {
              "usages": ["signing", "server auth"], "expiry": "8760h",
              "name_whitelist": "\\\\.carcano\\\\.corp$", "allowed_extensions": ["1.2.3"]
            }
          }
        },
        "auth_keys": {
          "default": {"type": "standard", "key": "aabbccddeeff11223344556677889900"}
        }
      }
      """;

  private Tools() {}

  /** A CA certificate with its key. */
  record Authority(Certificate certificate, KeyPair keys) {
    Signer signer() throws CfsslException {
      return Signer.of(certificate, keys.getPrivate(), CLOCK, new SecureRandom());
    }
  }

  static SigningConfiguration configuration(Path folder) throws Exception {
    return configuration(folder, CONFIGURATION);
  }

  static SigningConfiguration configuration(Path folder, String text) throws Exception {
    return SigningConfiguration.load(
        Files.writeString(folder.resolve("auth.json"), text), name -> null);
  }

  static Authority root() throws Exception {
    CsrJson json =
        csr(
            "{\"CN\":\"CARC R100L\",\"key\":{\"algo\":\"ecdsa\",\"size\":521},\"names\":"
                + "[{\"C\":\"CH\",\"ST\":\"Tessin\",\"O\":\"Carcano SA\"}],"
                + "\"ca\":{\"expiry\":\"175200h\"}}");
    KeyPair keys = PrivateKeys.generate(json.key());
    return new Authority(
        SelfSigned.authority(json, keys, CLOCK, new SecureRandom()).certificate(), keys);
  }

  static Authority intermediate(Authority root, SigningConfiguration configuration)
      throws Exception {
    CsrJson json =
        csr(
            "{\"CN\":\"CARC I101L\",\"key\":{\"algo\":\"ecdsa\",\"size\":521},\"names\":"
                + "[{\"C\":\"CH\",\"O\":\"Carcano SA\"}],\"ca\":{}}");
    KeyPair keys = PrivateKeys.generate(json.key());
    SignRequest request = SignRequest.of(null, CertificateRequests.pem(json, keys), "", "");
    return new Authority(root.signer().sign(request, configuration.profile("intermediate")), keys);
  }

  static CsrJson csr(String json) throws Exception {
    return CsrJson.of(Json.object(json));
  }

  /** A request for a fresh key. */
  static SignRequest request(String json) throws Exception {
    CsrJson csr = csr(json);
    return SignRequest.of(
        null, CertificateRequests.pem(csr, PrivateKeys.generate(csr.key())), "", "");
  }

  static Path write(Path folder, String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
