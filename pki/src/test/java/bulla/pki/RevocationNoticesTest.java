package bulla.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationNoticesTest {
  @Test
  void whatIsWrittenIsReadBack() {
    RevocationNotices notices =
        new RevocationNotices(
            "a1b2:7",
            true,
            List.of(new RevocationNotices.Notice(new byte[] {0x5c, (byte) 0xa6}, BigInteger.TEN)));

    assertThat(notices.text()).isEqualTo("cursor a1b2:7\nreset\nrevoked 5ca6 a\n");
    RevocationNotices read = RevocationNotices.of(notices.text());
    assertThat(read.cursor()).isEqualTo("a1b2:7");
    assertThat(read.reset()).isTrue();
    assertThat(read.notices()).hasSize(1);
    assertThat(read.notices().getFirst().authorityKeyIdentifier()).containsExactly(0x5c, 0xa6);
    assertThat(read.notices().getFirst().serial()).isEqualTo(BigInteger.TEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "reset\n",
        "cursor\n",
        "cursor 1:1\nrevoked\n",
        "cursor 1:1\nrevoked zz 1\n",
        "cursor 1:1\nrevoked 5ca6 xyz\n",
        "<html>"
      })
  void whatIsNoNoticeIsRefused(String text) {
    assertThatThrownBy(() -> RevocationNotices.of(text)).isInstanceOf(MalformedException.class);
  }
}
