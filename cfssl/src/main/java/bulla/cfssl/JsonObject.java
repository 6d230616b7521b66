package bulla.cfssl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object with Go's reading rules: names match without case, the last of several wins, null
 * leaves the default, unknown names are ignored, a value of the wrong type is an error.
 *
 * @param members in the order of the text
 */
public record JsonObject(List<Member> members) {
  /** One member as it stood in the text. */
  public record Member(String name, @Nullable Object value) {}

  /** Copies the list. */
  public JsonObject {
    members = List.copyOf(members);
  }

  /** The value of a name; null when absent or null. */
  public @Nullable Object value(String name) {
    Object found = null;
    for (Member member : members) {
      if (member.name().equalsIgnoreCase(name) && member.value() != null) {
        found = member.value();
      }
    }
    return found;
  }

  /** Whether the name is there with any value but null. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** A text; empty when absent. */
  public String text(String name) throws JsonException {
    return switch (value(name)) {
      case null -> "";
      case String text -> text;
      default -> throw wrongType(name, "string");
    };
  }

  /** A list of texts; null when absent. */
  public @Nullable List<String> textsOrNull(String name) throws JsonException {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> items)) {
      throw wrongType(name, "[]string");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      switch (item) {
        case null -> texts.add("");
        case String text -> texts.add(text);
        default -> throw wrongType(name, "[]string");
      }
    }
    return List.copyOf(texts);
  }

  /** A list of texts; empty when absent. */
  public List<String> texts(String name) throws JsonException {
    List<String> texts = textsOrNull(name);
    return texts == null ? List.of() : texts;
  }

  /** A truth value; false when absent. */
  public boolean flag(String name) throws JsonException {
    return switch (value(name)) {
      case null -> false;
      case Boolean flag -> flag;
      default -> throw wrongType(name, "bool");
    };
  }

  /** A whole number; null when absent. */
  public @Nullable BigInteger integerOrNull(String name) throws JsonException {
    return switch (value(name)) {
      case null -> null;
      case BigInteger number -> number;
      default -> throw wrongType(name, "integer");
    };
  }

  /** A whole number that fits an int; 0 when absent. */
  public int integer(String name) throws JsonException {
    BigInteger number = integerOrNull(name);
    if (number == null) {
      return 0;
    }
    if (number.bitLength() > 31) {
      throw wrongType(name, "int");
    }
    return number.intValue();
  }

  /** An object; null when absent. */
  public @Nullable JsonObject objectOrNull(String name) throws JsonException {
    return switch (value(name)) {
      case null -> null;
      case JsonObject object -> object;
      default -> throw wrongType(name, "object");
    };
  }

  /** A list of objects; empty when absent. */
  public List<JsonObject> objects(String name) throws JsonException {
    Object value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      throw wrongType(name, "array of objects");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof JsonObject object)) {
        throw wrongType(name, "array of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  /** An object whose values are all objects, by name as written; empty when absent. */
  public Map<String, JsonObject> objectsByName(String name) throws JsonException {
    Map<String, JsonObject> objects = new LinkedHashMap<>();
    JsonObject outer = objectOrNull(name);
    for (Member member : outer == null ? List.<Member>of() : outer.members()) {
      if (member.value() instanceof JsonObject object) {
        objects.put(member.name(), object);
      } else if (member.value() != null) {
        throw wrongType(name + "." + member.name(), "object");
      }
    }
    return objects;
  }

  /** An object whose values are all texts, by name as written; empty when absent. */
  public Map<String, String> textsByName(String name) throws JsonException {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonObject outer = objectOrNull(name);
    for (Member member : outer == null ? List.<Member>of() : outer.members()) {
      if (member.value() instanceof String text) {
        texts.put(member.name(), text);
      } else if (member.value() != null) {
        throw wrongType(name + "." + member.name(), "string");
      }
    }
    return texts;
  }

  /** Base64 with padding, line breaks tolerated; null when absent. */
  public byte @Nullable [] bytesOrNull(String name) throws JsonException {
    if (!has(name)) {
      return null;
    }
    String text = text(name).replace("\r", "").replace("\n", "");
    try {
      if (text.length() % 4 != 0) {
        throw new JsonException("illegal base64 data in field " + name);
      }
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException("illegal base64 data in field " + name);
    }
  }

  private JsonException wrongType(String name, String expected) {
    Object value = value(name);
    String found =
        switch (value) {
          case String text -> "string";
          case Number number -> "number";
          case Boolean flag -> "bool";
          case List<?> items -> "array";
          case null, default -> "object";
        };
    return new JsonException(
        "json: cannot unmarshal %s into field %s of type %s".formatted(found, name, expected));
  }
}
