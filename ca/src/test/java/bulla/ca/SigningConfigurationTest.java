package bulla.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningConfigurationTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void profilesTakeFromTheDefaultWhatTheyLeaveOut() throws Exception {
    SigningConfiguration configuration =
        Tools.configuration(
            folder,
            """
            {"signing":{"default":{"expiry":"1h","ocsp_url":"http://o","crl_url":"http://c",
              "issuer_urls":["http://i"]},
              "profiles":{"p":{"usages":["server auth"],"expiry":"0s","backdate":"1m"}}}}
            """);
    Profile profile = configuration.profile("p");
    assertThat(profile.expiry()).isEqualTo(Duration.ofHours(1));
    assertThat(profile.backdate()).isEqualTo(Duration.ofMinutes(1));
    assertThat(profile.ocspUrl()).isEqualTo("http://o");
    assertThat(profile.crlUrl()).isEqualTo("http://c");
    assertThat(profile.issuerUrls()).containsExactly("http://i");
    assertThat(configuration.profile("unknown")).isSameAs(configuration.defaultProfile());
  }

  @Test
  void allErrorsAreToldAtOnceInCfsslsWords() {
    String text =
        """
        {"signing":{"default":{"usages":["signing"]},
          "profiles":{
            "a":{"usages":["server auth"],"expiry":"1h","auth_key":"nowhere"},
            "b":{"usages":["nonsense"],"expiry":"1d"},
            "c":{"usages":["server auth"],"expiry":"1h","auth_key":"typed"},
            "d":{"usages":["server auth"],"expiry":"1h","auth_key":"unset"}}},
         "auth_keys":{"typed":{"type":"magic","key":"aa"},
           "unset":{"type":"standard","key":"env:NOWHERE"}}}
        """;
    assertThatThrownBy(() -> Tools.configuration(folder, text))
        .isInstanceOfSatisfying(
            CfsslException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_POLICY))
        .message()
        .contains("auth.json: default: empty expiry string")
        .contains("profile \"a\": failed to find auth_key in auth_keys section")
        .contains("profile \"b\": invalid configuration: no known usage")
        .contains("profile \"b\": expiry: time: invalid duration \"1d\"")
        .contains("profile \"c\": unknown authentication type")
        .contains("profile \"d\": failed to create new standard auth provider")
        .contains("NOWHERE is not set");
  }

  @Test
  void whatIsNoJsonOrHasNoSigningSectionIsRefused() {
    assertThatThrownBy(() -> Tools.configuration(folder, "{"))
        .hasMessageContaining("failed to unmarshal configuration");
    assertThatThrownBy(() -> Tools.configuration(folder, "{}"))
        .hasMessageContaining("invalid configuration");
    assertThatThrownBy(() -> SigningConfiguration.load(folder.resolve("absent.json"), name -> null))
        .hasMessageContaining("could not read configuration file");
  }

  @Test
  void whatWouldSilentlyBeLeftOutOfCertificatesIsRefused() {
    assertThatThrownBy(
            () ->
                Tools.configuration(
                    folder,
                    "{\"signing\":{\"profiles\":{\"a\":{\"usages\":[\"any\"],\"expiry\":\"1h\","
                        + "\"ct_log_servers\":[\"http://ct\"]}}}}"))
        .hasMessageContaining("ct_log_servers");
  }

  @Test
  void ocspSectionCountsPathsFromItsOwnFolder() throws Exception {
    SigningConfiguration configuration =
        Tools.configuration(
            folder,
            "{\"signing\":{\"default\":{\"expiry\":\"1h\"}},\"ocsp\":{\"CACertFile\":\"../ca.pem\","
                + "\"ResponderCertFile\":\"/abs/o.pem\",\"KeyFile\":\"o.key\",\"Interval\":\"2h\"}}");
    SigningConfiguration.Ocsp ocsp = configuration.ocsp();
    assertThat(ocsp).isNotNull();
    assertThat(ocsp.key()).isEqualTo(folder.toAbsolutePath().resolve("o.key"));
    assertThat(ocsp.responderCertificate()).isEqualTo(Path.of("/abs/o.pem"));
    assertThat(ocsp.interval()).isEqualTo(Duration.ofHours(2));
  }
}
