package bulla.caserver;

import bulla.cfssl.Envelope;
import bulla.http.Content;
import bulla.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an endpoint decided: a status and a body.
 *
 * @param noSniff whether X-Content-Type-Options goes with it, as Go's error helper adds it
 */
record Answer(int status, String mediaType, String body, boolean noSniff) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** multirootca numbers every error of authsign 1. */
  private static final int ERROR = 1;

  /** A success of authsign, which the original sends as text. */
  static Answer signed(Object result) {
    return new Answer(200, TEXT, Envelope.success(result).toJson(), false);
  }

  static Answer refused(int status, String message) {
    return new Answer(status, TEXT, Envelope.failure(ERROR, message).toJson(), false);
  }

  static Answer json(Object result) {
    return new Answer(200, "application/json", Envelope.success(result).toJson(), false);
  }

  /** An error of info, whose number is the status. */
  static Answer badInformation(int status, String message) {
    return new Answer(status, TEXT, Envelope.failure(status, message).toJson(), true);
  }

  static Answer plain(int status, String text) {
    return new Answer(status, TEXT, text + "\n", true);
  }

  Response response(boolean close) {
    Response.Field type = new Response.Field("Content-Type", mediaType);
    List<Response.Field> fields =
        noSniff
            ? List.of(type, new Response.Field("X-Content-Type-Options", "nosniff"))
            : List.of(type);
    return new Response(
        status, reason(), fields, new Content.Bytes(body.getBytes(StandardCharsets.UTF_8)), close);
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 500 -> "Internal Server Error";
      default -> "Bad Request";
    };
  }
}
