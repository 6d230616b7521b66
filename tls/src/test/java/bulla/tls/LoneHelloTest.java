package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LoneHelloTest {

  /** A record with a ClientHello of three octets; too short to be a real one. */
  private static final String HELLO = "16 0301 0007 01 000003 0303aa";

  @Test
  void aRecordWithAHelloAndNothingElseIsOne() {
    assertThat(LoneHello.is(bytes(HELLO))).isTrue();
  }

  @Test
  void aCertificateInTheSameRecordMakesItNone() {
    assertThat(LoneHello.is(bytes("16 0301 000b 01 000003 0303aa 0b000000"))).isFalse();
  }

  @Test
  void aRecordAfterItMakesItNone() {
    assertThat(LoneHello.is(bytes(HELLO + "16 0303 0004 0b000000"))).isFalse();
  }

  @Test
  void aPartOfAHelloIsNone() {
    assertThat(LoneHello.is(bytes("16 0301 0006 01 000003 0303"))).isFalse();
    assertThat(LoneHello.is(bytes("16 0301 0007 01 000003 0303"))).isFalse();
    assertThat(LoneHello.is(bytes("16 0301 0007"))).isFalse();
    assertThat(LoneHello.is(Unpooled.EMPTY_BUFFER)).isFalse();
  }

  @Test
  void otherRecordsAndOtherMessagesAreNone() {
    assertThat(LoneHello.is(bytes("17 0301 0007 01 000003 0303aa"))).isFalse();
    assertThat(LoneHello.is(bytes("16 0301 0007 0b 000003 0303aa"))).isFalse();
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
