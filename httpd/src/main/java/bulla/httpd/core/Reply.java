package bulla.httpd.core;

import bulla.http.Content;
import bulla.http.Response;
import java.util.List;

/** What a request gets. */
public sealed interface Reply {
  /**
   * A page.
   *
   * @param fields without Date, Server, lengths
   */
  record Page(int status, List<Response.Field> fields, Content content) implements Reply {
    public Page {
      fields = List.copyOf(fields);
    }
  }

  /** The error page of a status, or what ErrorDocument puts there. */
  record Status(int status) implements Reply {}

  /** A redirect with its page; {@code location} is escaped for a header. */
  record Redirect(int status, String location) implements Reply {}

  /** The same request once more, for another URL path of this server: an index file. */
  record Internal(String uri) implements Reply {}
}
