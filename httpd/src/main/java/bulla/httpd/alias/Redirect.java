package bulla.httpd.alias;

import bulla.apacheconf.Captures;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.Regex;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * One Redirect.
 *
 * @param status what the client gets
 * @param prefix URL path, matched by whole segments; null when a regular expression is there
 * @param pattern null when a prefix is there
 * @param to where it leads; empty for a status without Location, such as gone
 */
record Redirect(int status, @Nullable String prefix, @Nullable Regex pattern, String to) {
  @Nullable Reply answer(RequestContext request) {
    String target = target(request);
    if (target == null) {
      return null;
    }
    if (status < 300 || status > 399) {
      return new Reply.Status(status);
    }
    String query = request.query();
    String whole = query == null || target.indexOf('?') >= 0 ? target : target + "?" + query;
    return new Reply.Redirect(status, whole.startsWith("/") ? request.absolute(whole) : whole);
  }

  private @Nullable String target(RequestContext request) {
    String uri = request.uri();
    if (prefix != null) {
      String rest = Paths.rest(prefix, uri);
      if (rest == null) {
        return null;
      }
      String escaped = request.escapedUri();
      // What follows the prefix goes out as it came in, escaped.
      return to + escaped.substring(escaped.length() - RequestContext.escape(rest).length());
    }
    Captures captures = new Captures();
    try {
      return pattern != null && pattern.find(uri, captures) ? Paths.filled(to, captures) : null;
    } catch (ExpressionException tooLong) {
      return null;
    }
  }
}
