package bulla.cfssl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts (RFC 8259) as CFSSL's clients and files mean them: read by the rules of Go's
 * encoding/json and written with its escapes.
 *
 * <p>Values are {@link JsonObject}, {@link List}, {@link String}, {@link Number} (BigInteger or
 * BigDecimal), {@link Boolean} and null; maps may be written too. Depth, name and text lengths are
 * bounded by Jackson's stream constraints.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Reads a text that must be one object and nothing after it. */
  public static JsonObject object(String text) throws JsonException {
    if (value(text) instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("json: an object is expected");
  }

  /** Reads UTF-8 bytes that must be one object and nothing after it. */
  public static JsonObject object(byte[] text) throws JsonException {
    return object(new String(text, StandardCharsets.UTF_8));
  }

  /** Reads any one value. */
  public static @Nullable Object value(String text) throws JsonException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      Object value = read(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("json: unexpected text after the top-level value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new JsonException("json: nested too deep, or a name, text or number is too long");
    } catch (JsonProcessingException e) {
      // The original message alone: the full one quotes the input, which may hold a secret.
      throw new JsonException(
          "json: line %d, column %d: not valid JSON"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new JsonException("json: " + e.getMessage());
    }
  }

  /** Writes a value on one line. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value, "", "");
    return out.toString();
  }

  /** Writes a value, each member on its own line, indented by two blanks a level. */
  public static String writeIndented(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value, "  ", "\n");
    return out.toString();
  }

  private static @Nullable Object read(JsonParser parser) throws IOException, JsonException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonException("unexpected end of JSON input");
    }
    return switch (token) {
      case START_OBJECT -> {
        List<JsonObject.Member> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.add(new JsonObject.Member(name, read(parser)));
        }
        yield new JsonObject(members);
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new JsonException("unexpected end of JSON input");
    };
  }

  private static void append(
      StringBuilder out, @Nullable Object value, String step, String lineBreak) {
    switch (value) {
      case null -> out.append("null");
      case JsonObject object -> {
        String separator = "";
        out.append('{');
        for (JsonObject.Member member : object.members()) {
          out.append(separator).append(lineBreak).append(lineBreak.isEmpty() ? "" : step);
          appendMember(out, member.name(), member.value(), step, lineBreak);
          separator = ",";
        }
        close(out, separator, lineBreak, '}');
      }
      case Map<?, ?> map -> {
        String separator = "";
        out.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator).append(lineBreak).append(lineBreak.isEmpty() ? "" : step);
          appendMember(out, String.valueOf(entry.getKey()), entry.getValue(), step, lineBreak);
          separator = ",";
        }
        close(out, separator, lineBreak, '}');
      }
      case Collection<?> items -> {
        String separator = "";
        out.append('[');
        for (Object item : items) {
          out.append(separator).append(lineBreak).append(lineBreak.isEmpty() ? "" : step);
          append(out, item, step, deeper(lineBreak, step));
          separator = ",";
        }
        close(out, separator, lineBreak, ']');
      }
      case String text -> appendText(out, text);
      default -> out.append(value);
    }
  }

  private static void appendMember(
      StringBuilder out, String name, @Nullable Object value, String step, String lineBreak) {
    appendText(out, name);
    out.append(lineBreak.isEmpty() ? ":" : ": ");
    append(out, value, step, deeper(lineBreak, step));
  }

  private static String deeper(String lineBreak, String step) {
    return lineBreak.isEmpty() ? "" : lineBreak + step;
  }

  private static void close(StringBuilder out, String separator, String lineBreak, char bracket) {
    out.append(separator.isEmpty() ? "" : lineBreak).append(bracket);
  }

  /** Go's encoder escapes what HTML and JavaScript would misread. */
  private static void appendText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
