package bulla.httpd.core;

import bulla.http.Content;
import bulla.http.Response;
import java.util.List;

/** What a request gets. */
public sealed interface Reply {
  /** Nothing special: the request goes on its way. */
  record GoOn() implements Reply {
    /** Shared. */
    public static final GoOn GO_ON = new GoOn();
  }

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

  /** Another resource in this one's place: an index file that was looked up and may come in. */
  record Instead(RequestContext other) implements Reply {}
}
