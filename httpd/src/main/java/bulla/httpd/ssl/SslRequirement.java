package bulla.httpd.ssl;

import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.RequestContext;

/**
 * One SSLRequire.
 *
 * @param line where it stands
 */
record SslRequirement(Expression expression, DirectiveLine line) {
  boolean holds(RequestContext request) throws ExpressionException {
    return request.test(expression);
  }
}
