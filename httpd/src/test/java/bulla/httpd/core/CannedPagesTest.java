package bulla.httpd.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CannedPagesTest {
  @ParameterizedTest(name = "the page of {0} has {1} bytes")
  @CsvSource({
    "301, 209",
    "302, 185",
    "400, 226",
    "401, 381",
    "403, 199",
    "404, 196",
    "408, 221",
    "413, 316",
    "414, 248",
    "416, 314",
    "421, 322",
    "500, 527",
    "503, 299",
  })
  void theSizesAreThoseOfHttpd2457(int status, int size) {
    CannedText.Facts facts =
        new CannedText.Facts("POST", null, status < 400 ? "/" : null, "", "root@localhost");
    assertThat(ErrorPage.of(status, facts, 0, null, "")).hasSize(size);
  }
}
