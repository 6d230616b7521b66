package bulla.ca;

import static bulla.ca.Tools.csr;
import static bulla.ca.Tools.request;
import static bulla.ca.Tools.run;
import static bulla.ca.Tools.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.ca.Tools.Authority;
import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.Json;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerTest {
  private static final String PARTNER =
      "{\"CN\":\"data-exchange-svc01\",\"names\":[{\"C\":\"CH\",\"O\":\"Big Partner Foo SA\"}]}";

  private final Path folder;
  private final SigningConfiguration configuration;
  private final Authority root;
  private final Authority intermediate;

  SignerTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    configuration = Tools.configuration(folder);
    root = Tools.root();
    intermediate = Tools.intermediate(root, configuration);
  }

  @Test
  void intermediateIsTheArticlesIntermediate() throws Exception {
    assertThat(text(intermediate.certificate()))
        .contains("Issuer: C = CH, ST = Tessin, O = Carcano SA, CN = CARC R100L")
        .contains("Subject: C = CH, O = Carcano SA, CN = CARC I101L")
        .contains("Not Before: Nov 24 10:16:00 2026 GMT")
        .contains("ecdsa-with-SHA512")
        .containsSubsequence(
            "X509v3 Key Usage: critical",
            "Certificate Sign, CRL Sign",
            "X509v3 Basic Constraints: critical",
            "CA:TRUE\n",
            "X509v3 Subject Key Identifier:",
            "X509v3 Authority Key Identifier:",
            "Authority Information Access:",
            "OCSP - URI:http://ocsp01.lab.carcano.corp:9400",
            "CA Issuers - URI:http://ca01.lab.carcano.corp/carc_r100l/ca.crt",
            "X509v3 CRL Distribution Points:",
            "URI:http://ca01.lab.carcano.corp/carc_r100l/crl",
            "X509v3 Certificate Policies:",
            "Policy: X509v3 Any Policy",
            "User Notice:",
            "Explicit Text: CARC R100L Certification Practice Statement",
            "CPS: http://ca01.lab.carcano.corp/carc_r100l/cps.html",
            "Signature Algorithm")
        .doesNotContain("Extended Key Usage", "Alternative Name");
  }

  @Test
  void clientLeafIsTheArticlesLeafWithItsKeyIdentifierBehindTheCrl() throws Exception {
    Path key = folder.resolve("key.pem");
    Path csr = folder.resolve("csr.pem");
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key.toString());
    run(
        "openssl",
        "req",
        "-new",
        "-key",
        key.toString(),
        "-subj",
        "/C=CH/O=Big Partner Foo SA/CN=data-exchange-svc01",
        "-addext",
        "subjectKeyIdentifier=hash",
        "-out",
        csr.toString());
    Certificate leaf = sign(SignRequest.of(null, Files.readString(csr), "", ""), "client");
    assertThat(text(leaf))
        .contains("Subject: C = CH, O = Big Partner Foo SA, CN = data-exchange-svc01")
        .containsSubsequence(
            "X509v3 Key Usage: critical",
            "Digital Signature, Key Encipherment",
            "X509v3 Extended Key Usage:",
            "TLS Web Client Authentication",
            "X509v3 Basic Constraints: critical",
            "CA:FALSE",
            "X509v3 Authority Key Identifier:",
            "Authority Information Access:",
            "OCSP - URI:http://ocsp01.lab.carcano.corp:9401",
            "CA Issuers - URI:http://ca01.lab.carcano.corp/carc_i101l/ca.crt",
            "X509v3 CRL Distribution Points:",
            "URI:http://ca01.lab.carcano.corp/carc_i101l/crl",
            "X509v3 Subject Key Identifier:",
            "X509v3 Certificate Policies:",
            "Policy: X509v3 Any Policy",
            "CPS: http://ca01.lab.carcano.corp/carc_i101l/cps.html",
            "Signature Algorithm");
  }

  @Test
  void opensslVerifiesTheChain() throws Exception {
    Path roots = write(folder, "root.pem", root.certificate().pem());
    Path between = write(folder, "int.pem", intermediate.certificate().pem());
    Path leaf = write(folder, "leaf.pem", sign(request(PARTNER), "client").pem());
    assertThat(
            run(
                "openssl",
                "verify",
                "-x509_strict",
                "-attime",
                Long.toString(Tools.NOW.getEpochSecond()),
                "-purpose",
                "sslclient",
                "-CAfile",
                roots.toString(),
                "-untrusted",
                between.toString(),
                leaf.toString()))
        .endsWith("OK\n");
  }

  @Test
  void rootSignsItselfWithoutAnAuthorityKey() throws Exception {
    assertThat(root.certificate().isSignedBy(root.certificate())).isTrue();
    assertThat(text(root.certificate())).doesNotContain("Authority Key Identifier");
    assertThat(root.certificate().notAfter()).isEqualTo(Instant.parse("2046-11-19T10:16:00Z"));
  }

  @Test
  void ocspProfileHasNoCheckAtTheEnd() throws Exception {
    assertThat(text(sign(request("{\"CN\":\"CARC I101L OCSP\"}"), "ocsp")))
        .containsSubsequence("OCSP Signing", "Key Identifier", "OCSP No Check");
  }

  @Test
  void serialNumberIsPositiveAndHasAtMostTwentyBytes() throws Exception {
    for (int i = 0; i < 20; i++) {
      Certificate leaf = sign(request(PARTNER), "client");
      assertThat(leaf.serial().signum()).isPositive();
      assertThat(leaf.serial().bitLength()).isLessThanOrEqualTo(159);
    }
  }

  @Test
  void hostsOfTheRequestReplaceTheCsrsAndAnEmptyListTakesThemAway() throws Exception {
    String csr =
        request("{\"CN\":\"a.carcano.corp\",\"hosts\":[\"a.carcano.corp\"]}").certificateRequest();
    assertThat(sign(SignRequest.of(null, csr, "", ""), "named").dnsNames())
        .containsExactly("a.carcano.corp");
    assertThat(sign(SignRequest.of(List.of(), csr, "", ""), "named").dnsNames()).isEmpty();
    Certificate replaced =
        sign(SignRequest.of(List.of("10.0.0.1", "b.carcano.corp"), csr, "", ""), "named");
    assertThat(replaced.dnsNames()).containsExactly("b.carcano.corp");
    assertThat(replaced.ipAddresses()).containsExactly("10.0.0.1");
  }

  @Test
  void subjectOfTheRequestReplacesWhatItNames() throws Exception {
    String csr =
        request("{\"CN\":\"old\",\"names\":[{\"C\":\"CH\",\"O\":\"Old\",\"E\":\"a@b\"}]}")
            .certificateRequest()
            .replace("\n", "\\n");
    SignRequest request =
        SignRequest.of(
            Json.object(
                "{\"certificate_request\":\""
                    + csr
                    + "\",\"subject\":"
                    + "{\"CN\":\"new\",\"names\":[{\"O\":\"Second\"},{\"O\":\"Carcano SA\"}]}}"));
    assertThat(text(sign(request, "client")))
        .contains("Subject: C = CH, O = Second + O = Carcano SA, CN = new\n");
  }

  @Test
  void whitelistLooksAtEveryName() {
    refused(
        ErrorCode.UNMATCHED_WHITELIST,
        "Request does not match policy whitelist",
        () -> sign(request("{\"CN\":\"a.carcano.corp\",\"hosts\":[\"evil.example\"]}"), "named"));
  }

  @Test
  void authorityIsRefusedToThoseWhoMayNotBeOne() {
    refused(
        ErrorCode.INVALID_REQUEST,
        "Policy violation request",
        () -> sign(request("{\"CN\":\"x\",\"ca\":{}}"), "client"));
  }

  @Test
  void foreignExtensionsNeedTheProfilesLeave() throws Exception {
    String csr = request("{\"CN\":\"a.carcano.corp\"}").certificateRequest().replace("\n", "\\n");
    String form =
        "{\"certificate_request\":\""
            + csr
            + "\",\"extensions\":[{\"id\":\"%s\",\"value\":\"%s\"}]}";
    assertThat(text(sign(SignRequest.of(Json.object(form.formatted("1.2.3", "0500"))), "named")))
        .contains("1.2.3:");
    refused(
        ErrorCode.CERTIFICATE_BAD_REQUEST,
        "not among the profile's allowed_extensions",
        () -> sign(SignRequest.of(Json.object(form.formatted("1.2.4", "0500"))), "named"));
    refused(
        ErrorCode.CERTIFICATE_BAD_REQUEST,
        "not hexadecimal",
        () -> sign(SignRequest.of(Json.object(form.formatted("1.2.3", "xx"))), "named"));
  }

  @Test
  void brokenRequestsAreToldApart() {
    refused(
        ErrorCode.CSR_DECODE,
        "CSR Decode failed",
        () -> sign(SignRequest.of(null, "no PEM", "", ""), "client"));
    refused(
        ErrorCode.CSR_BAD_REQUEST,
        "not a csr",
        () -> sign(SignRequest.of(null, root.certificate().pem(), "", ""), "client"));
  }

  @Test
  void requestSignedByAnotherKeyIsRefused() throws Exception {
    var mixed =
        new KeyPair(
            PrivateKeys.generate(csr(PARTNER).key()).getPublic(),
            PrivateKeys.generate(csr(PARTNER).key()).getPrivate());
    String csr = CertificateRequests.pem(csr(PARTNER), mixed);
    refused(
        ErrorCode.CSR_BAD_REQUEST,
        "own key",
        () -> sign(SignRequest.of(null, csr, "", ""), "client"));
  }

  @Test
  void keyOfAnotherAuthorityIsRefused() {
    refused(
        ErrorCode.KEY_MISMATCH,
        "not that of the certificate",
        () -> new Authority(root.certificate(), intermediate.keys()).signer());
  }

  private Certificate sign(SignRequest request, String profile) throws CfsslException {
    return intermediate.signer().sign(request, configuration.profile(profile));
  }

  private String text(Certificate certificate) throws Exception {
    Path file = write(folder, "shown.pem", certificate.pem());
    return run("openssl", "x509", "-noout", "-text", "-in", file.toString());
  }

  private static void refused(ErrorCode code, String message, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(CfsslException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
