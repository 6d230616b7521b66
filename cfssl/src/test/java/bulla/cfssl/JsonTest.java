package bulla.cfssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void namesMatchWithoutCaseAndTheLastOfSeveralWins() throws Exception {
    JsonObject object = Json.object("{\"cn\":\"a\",\"CN\":\"b\",\"Cn\":\"c\",\"other\":1}");
    assertThat(object.text("CN")).isEqualTo("c");
  }

  @Test
  void nullLeavesTheDefaultAndAnEmptyListIsNotNull() throws Exception {
    JsonObject object = Json.object("{\"CN\":null,\"hosts\":[]}");
    assertThat(object.text("CN")).isEmpty();
    assertThat(object.textsOrNull("hosts")).isEmpty();
    assertThat(object.textsOrNull("names")).isNull();
  }

  @Test
  void wrongTypeIsAnErrorThatNamesTheField() throws Exception {
    JsonObject object = Json.object("{\"profile\":5}");
    assertThatThrownBy(() -> object.text("profile"))
        .isInstanceOf(JsonException.class)
        .hasMessage("json: cannot unmarshal number into field profile of type string");
  }

  @Test
  void malformedTextIsRefusedWithoutQuotingIt() {
    for (String text : List.of("", "{", "[]", "{\"key\":secret}", "{} {}", "nul", "{\"a\":1,}")) {
      assertThatThrownBy(() -> Json.object(text))
          .as(text)
          .isInstanceOf(JsonException.class)
          .message()
          .doesNotContain("secret");
    }
  }

  @Test
  void deepNestingIsRefusedBeforeItHurts() {
    assertThatThrownBy(() -> Json.object("[".repeat(100_000))).isInstanceOf(JsonException.class);
  }

  @Test
  void envelopeHasGosOrderEscapesAndLineFeed() {
    assertThat(Envelope.failure(1, "a<b>&\"c\"").toJson())
        .isEqualTo(
            "{\"success\":false,\"result\":null,\"errors\":[{\"code\":1,\"message\":"
                + "\"a\\u003cb\\u003e\\u0026\\\"c\\\"\"}],\"messages\":[]}\n");
  }

  @Test
  void indentedFormHasOneMemberALine() throws Exception {
    assertThat(Json.writeIndented(Json.object("{\"a\":[1,\"x\"],\"b\":{},\"c\":null}")))
        .isEqualTo("{\n  \"a\": [\n    1,\n    \"x\"\n  ],\n  \"b\": {},\n  \"c\": null\n}");
  }
}
