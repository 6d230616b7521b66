package bulla.cfssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignRequestTest {
  @Test
  void gosZeroTimeMeansUnset() throws Exception {
    SignRequest request =
        SignRequest.of(
            Json.object(
                "{\"NotBefore\":\"0001-01-01T00:00:00Z\",\"NotAfter\":\"2030-01-02T03:04:05+01:00\"}"));
    assertThat(request.notBefore()).isNull();
    assertThat(request.notAfter()).isEqualTo(Instant.parse("2030-01-02T02:04:05Z"));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() throws Exception {
    SignRequest request = SignRequest.of(null, "PEM", "server", "carc_i101l");
    assertThat(request.toJson())
        .isEqualTo(
            "{\"hosts\":null,\"certificate_request\":\"PEM\",\"profile\":\"server\","
                + "\"crl_override\":\"\",\"label\":\"carc_i101l\","
                + "\"NotBefore\":\"0001-01-01T00:00:00Z\",\"NotAfter\":\"0001-01-01T00:00:00Z\","
                + "\"ReturnPrecert\":false,\"metadata\":null}");
    assertThat(SignRequest.of(Json.object(request.toJson()))).isEqualTo(request);
  }

  @Test
  void outerRequestCarriesTheInnerBytesUnchanged() throws Exception {
    AuthKey key = AuthKey.of("aabb");
    byte[] inner = "{ \"profile\" : \"server\" }".getBytes(UTF_8);
    AuthenticatedRequest read =
        AuthenticatedRequest.of(Json.object(AuthenticatedRequest.of(inner, key, 5).toJson()));
    assertThat(read.request()).isEqualTo(inner);
    assertThat(key.accepts(read.token(), read.request())).isTrue();
  }
}
