package bulla.http;

import java.util.List;

/**
 * A whole answer. Date, Content-Length, Transfer-Encoding, Connection and Keep-Alive are written by
 * the connection; the other fields go out in the order they stand in.
 *
 * @param status the status code
 * @param reason the reason phrase
 * @param fields name and value, in order
 * @param content what follows; {@link Content#NONE} for none
 * @param close whether the connection must end after it
 */
public record Response(
    int status, String reason, List<Field> fields, Content content, boolean close) {
  public Response {
    fields = List.copyOf(fields);
  }

  /** One field line. */
  public record Field(String name, String value) {}
}
