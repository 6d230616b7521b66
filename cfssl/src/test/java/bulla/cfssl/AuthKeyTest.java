package bulla.cfssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthKeyTest {
  private static final byte[] DATA = "what do ya want for nothing?".getBytes(UTF_8);

  @Test
  void tokenIsTheHmacOfRfc4231TestCase2() throws Exception {
    AuthKey key = AuthKey.of("4A656665");
    assertThat(HexFormat.of().formatHex(key.token(DATA)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(key.accepts(key.token(DATA), DATA)).isTrue();
  }

  @Test
  void tokenOfOtherBytesOrAnotherLengthIsRefused() throws Exception {
    AuthKey key = AuthKey.of("aabbccddeeff11223344556677889900");
    byte[] token = key.token(DATA);
    assertThat(key.accepts(token, "other".getBytes(UTF_8))).isFalse();
    assertThat(key.accepts(new byte[0], DATA)).isFalse();
    assertThat(AuthKey.of("aabb").accepts(token, DATA)).isFalse();
  }

  @Test
  void keyComesFromTheEnvironmentOrAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "  4a656665\n");
    byte[] expected = AuthKey.of("4a656665").token(DATA);
    assertThat(AuthKey.of("file:" + file).token(DATA)).isEqualTo(expected);
    assertThat(AuthKey.of("env:K", name -> name.equals("K") ? "4a656665" : null).token(DATA))
        .isEqualTo(expected);
  }

  @Test
  void unsetVariableIsRefusedRatherThanTakenAsTheEmptyKey() {
    assertThatThrownBy(() -> AuthKey.of("env:NOWHERE", name -> null))
        .isInstanceOf(AuthKeyException.class)
        .hasMessageContaining("NOWHERE is not set");
    assertThatThrownBy(() -> AuthKey.of("")).hasMessageContaining("empty");
  }

  @Test
  void noMessageHoldsTheKey() {
    assertThatThrownBy(() -> AuthKey.of("secretsecret")).message().doesNotContain("secret");
    assertThatThrownBy(() -> AuthKey.of("secret:secret")).message().doesNotContain("secret");
  }
}
