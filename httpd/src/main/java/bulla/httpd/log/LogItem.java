package bulla.httpd.log;

import bulla.http.Exchange;
import bulla.httpd.core.RequestContext;

/** A piece of a log line. */
@FunctionalInterface
interface LogItem {
  /** Appends what the piece says of an exchange that has ended. */
  void append(RequestContext request, Exchange.Ending ending, StringBuilder line);
}
