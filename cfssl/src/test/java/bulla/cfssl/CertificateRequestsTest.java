package bulla.cfssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateRequestsTest {
  @Test
  void opensslReadsTheArticlesRequest() throws Exception {
    String text =
        openssl(
            """
            {"CN":"lab.carcano.corp","key":{"algo":"ecdsa","size":256},
             "hosts":["lab.carcano.corp","www.lab.carcano.corp","10.0.0.1","a@b.corp"],
             "names":[{"C":"CH","ST":"Tessin","O":"Carcano SA"}]}
            """);
    assertThat(text)
        .contains("self-signature verify OK")
        .contains("Subject: C = CH, ST = Tessin, O = Carcano SA, CN = lab.carcano.corp")
        .contains(
            "DNS:lab.carcano.corp, DNS:www.lab.carcano.corp, email:a@b.corp, IP Address:10.0.0.1")
        .contains("ecdsa-with-SHA256");
  }

  @Test
  void caSectionAsksForAnAuthority() throws Exception {
    String text =
        openssl(
            "{\"CN\":\"R\",\"key\":{\"algo\":\"ecdsa\",\"size\":521},\"ca\":{\"pathlenzero\":true}}");
    assertThat(text).contains("CA:TRUE, pathlen:0").contains("ecdsa-with-SHA512");
  }

  @Test
  void requestWithNothingToAskStillHasItsAttribute() throws Exception {
    assertThat(openssl("{\"CN\":\"x\"}")).contains("Requested Extensions");
  }

  @Test
  void weakKeysAreNotMade() {
    assertThatThrownBy(() -> CsrJson.of(Json.object("{\"key\":{\"algo\":\"rsa\",\"size\":1024}}")))
        .isInstanceOf(CfsslException.class)
        .hasMessage("RSA key is too weak");
  }

  @Test
  void hostsAreSortedByWhatTheyLookLike() {
    AlternativeNames names =
        AlternativeNames.ofHosts(
            List.of(
                "a.b", "::1", "1.2.3", "Foo <x@y>", "https://u/p", "/p", "spiffe:x", "01.2.3.4"));
    assertThat(names.dns()).containsExactly("a.b", "1.2.3", "01.2.3.4");
    assertThat(names.ips()).hasSize(1);
    assertThat(names.emails()).containsExactly("x@y");
    assertThat(names.uris()).containsExactly("https://u/p", "/p", "spiffe:x");
  }

  private static String openssl(String json) throws Exception {
    CsrJson request = CsrJson.of(Json.object(json));
    String pem = CertificateRequests.pem(request, PrivateKeys.generate(request.key()));
    return run(pem, "openssl", "req", "-noout", "-text", "-verify");
  }

  private static String run(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
