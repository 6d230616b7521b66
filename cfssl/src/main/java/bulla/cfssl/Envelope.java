package bulla.cfssl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every endpoint answers with.
 *
 * @param result any JSON value; null in a failure
 */
public record Envelope(
    boolean success, @Nullable Object result, List<Message> errors, List<Message> messages) {
  /** A numbered text. */
  public record Message(int code, String message) {}

  /** Copies the lists. */
  public Envelope {
    errors = List.copyOf(errors);
    messages = List.copyOf(messages);
  }

  /** A success without messages. */
  public static Envelope success(Object result) {
    return new Envelope(true, result, List.of(), List.of());
  }

  /** A failure with one error. */
  public static Envelope failure(int code, String message) {
    return new Envelope(false, null, List.of(new Message(code, message)), List.of());
  }

  /** Reads an envelope; members that are missing take Go's zero values. */
  public static Envelope ofJson(String text) throws JsonException {
    JsonObject object = Json.object(text);
    return new Envelope(
        object.flag("success"),
        object.value("result"),
        messages(object, "errors"),
        messages(object, "messages"));
  }

  /** The wire form, with the line feed at its end. */
  public String toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("success", success);
    members.put("result", result);
    members.put("errors", errors.stream().map(Envelope::members).toList());
    members.put("messages", messages.stream().map(Envelope::members).toList());
    return Json.write(members) + "\n";
  }

  private static Map<String, Object> members(Message message) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", message.code());
    members.put("message", message.message());
    return members;
  }

  private static List<Message> messages(JsonObject object, String name) throws JsonException {
    List<JsonObject> objects = object.objects(name);
    Message[] messages = new Message[objects.size()];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = new Message(objects.get(i).integer("code"), objects.get(i).text("message"));
    }
    return List.of(messages);
  }
}
