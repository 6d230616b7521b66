package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPlacesTest {
  @ParameterizedTest
  @CsvSource({
    "ocsp.example.org, http://OCSP.example.org./x, 192.0.2.1, true",
    "OCSP.Example.org., http://ocsp.example.org:8080/, 192.0.2.1, true",
    "ocsp.example.org:80, http://ocsp.example.org/, 192.0.2.1, true",
    "ocsp.example.org:80, http://ocsp.example.org:8080/, 192.0.2.1, false",
    "ocsp.example.org, http://ocsp.example.org.evil.net/, 192.0.2.1, false",
    "ocsp.example.org, http://xocsp.example.org/, 192.0.2.1, false",
    "*.example.org, http://a.b.example.org/, 192.0.2.1, true",
    "*.example.org, http://example.org/, 192.0.2.1, false",
    "*.example.org, http://badexample.org/, 192.0.2.1, false",
    "*.example.org, http://a.example.org/, 10.1.2.3, true",
    "*.example.org, http://a.example.org/, 127.0.0.1, false",
    "*.example.org, http://a.example.org/, 169.254.169.254, false",
    "*.example.org, http://a.example.org/, ::1, false",
    "192.0.2.7, http://192.0.2.7/, 192.0.2.7, true",
    "192.0.2.7, http://192.0.2.8/, 192.0.2.8, false",
    "192.0.2.0/24, http://any.name/, 192.0.2.255, true",
    "192.0.2.77/24, http://any.name/, 192.0.2.1, true",
    "192.0.2.0/23, http://any.name/, 192.0.3.1, true",
    "192.0.2.0/23, http://any.name/, 192.0.4.1, false",
    "192.0.2.0/24:8080, http://any.name/, 192.0.2.1, false",
    "192.0.2.0/24:8080, http://any.name:8080/, 192.0.2.1, true",
    "127.0.0.0/8, http://localhost/, 127.0.0.1, true",
    "0.0.0.0/0, http://any.name/, 169.254.169.254, true",
    "0.0.0.0/0, http://any.name/, 2001:db8::1, false",
    "::/0, http://any.name/, 192.0.2.1, false",
    "2001:db8::1, http://[2001:db8::1]/, 2001:db8::1, true",
    "2001:db8::/33, http://any.name/, 2001:db8:7fff::1, true",
    "2001:db8::/33, http://any.name/, 2001:db8:8000::1, false",
    "[2001:db8::]/32:8080, http://any.name:8080/, 2001:db8::1, true",
    "[2001:db8::]/32:8080, http://any.name/, 2001:db8::1, false",
    "[2001:db8::1], http://any.name/, 2001:db8::1, true"
  })
  void aWordCoversHostsOrAddresses(String word, String url, String address, boolean covered) {
    assertThat(permits(listed(word), url, address)).isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a..b",
        "http://ocsp.example.org/",
        "ocsp.example.org/24",
        "ocsp.example.org:0",
        "ocsp.example.org:65536",
        "ocsp.example.org:x",
        "a.*.example.org",
        "192.0.2.0/33",
        "192.0.2",
        "192.0.2.256",
        "10/8",
        "127.1",
        "2001:db8::/129",
        "2001:db8:::1",
        "[2001:db8::1",
        "[192.0.2.1.5]",
        "fe80::1%eth0"
      })
  void aWordThatIsNoHostAddressOrNetworkIsRefused(String word) {
    assertThat(AllowedPlace.of(word)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, true",
    "10.0.0.1, true",
    "127.0.0.1, true",
    "::1, true",
    "fd00::1, true",
    "169.254.169.254, false",
    "fe80::1, false",
    "0.0.0.0, false",
    "0.1.2.3, false",
    "::, false",
    "224.0.0.1, false",
    "ff02::1, false",
    "255.255.255.255, false",
    "240.0.0.1, false",
    "::ffff:169.254.169.254, false",
    "64:ff9b::a9fe:a9fe, false",
    "64:ff9b::c000:201, true"
  })
  void unlessSomethingIsListedOnlyAddressesThatAreNoServersAreLeftOut(
      String address, boolean permitted) {
    assertThat(permits(AllowedPlaces.DEFAULT, "http://any.name/", address)).isEqualTo(permitted);
    assertThat(permits(AllowedPlaces.ANY, "http://any.name/", address)).isTrue();
  }

  @Test
  void behindAProxyOnlyNamesCanBeLookedAt() {
    AllowedPlaces listed = listed("*.example.org", "192.0.2.0/24");

    assertThat(permits(listed, "http://a.example.org/", null)).isTrue();
    assertThat(permits(listed, "http://other.net/", null)).isFalse();
    assertThat(permits(AllowedPlaces.DEFAULT, "http://other.net/", null)).isTrue();
  }

  @Test
  void linesAddUpAndNoneIsForNobody() {
    AllowedPlaces both =
        AllowedPlaces.DEFAULT.and(listed("10.0.0.0/8").entries()).and(listed("a.b").entries());

    assertThat(permits(both, "http://any.name/", "10.1.1.1")).isTrue();
    assertThat(permits(both, "http://a.b/", "192.0.2.1")).isTrue();
    assertThat(permits(AllowedPlaces.DEFAULT.and(List.of()), "http://a.b/", "192.0.2.1")).isFalse();
  }

  private static AllowedPlaces listed(String... words) {
    return AllowedPlaces.DEFAULT.and(
        Stream.of(words).map(word -> AllowedPlace.of(word).orElseThrow()).toList());
  }

  private static boolean permits(AllowedPlaces places, String url, @Nullable String address) {
    return places.permit(
        HttpUrl.of(url).orElseThrow(), address == null ? null : InetAddress.ofLiteral(address));
  }
}
