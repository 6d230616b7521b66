package bulla.responder;

import bulla.http.Content;
import bulla.http.Refusal;
import bulla.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts a response together. */
final class Reply {
  private final int status;
  private final String reason;
  private final List<Response.Field> fields = new ArrayList<>();
  private Content content = Content.NONE;
  private boolean close;

  private Reply(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  static Reply of(int status, String reason) {
    return new Reply(status, reason);
  }

  /** A status with a line of text, as Go's server answers what it has no handler for. */
  static Reply text(int status, String reason, String text) {
    return of(status, reason)
        .field("Content-Type", "text/plain; charset=utf-8")
        .field("X-Content-Type-Options", "nosniff")
        .content((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What is said of a request that was not understood, after which the connection ends. */
  static Response refusal(Refusal refusal) {
    return text(refusal.status(), "Refused", refusal.status() + " " + refusal).closing().response();
  }

  Reply field(String name, String value) {
    fields.add(new Response.Field(name, value));
    return this;
  }

  Reply content(byte[] bytes) {
    content = new Content.Bytes(bytes);
    return this;
  }

  Reply closing() {
    close = true;
    return this;
  }

  Response response() {
    return new Response(status, reason, fields, content, close);
  }
}
