package bulla.httpd.ssl;

import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.httpd.core.RequestContext;

/** One SSLRequire. */
record SslRequirement(Expression expression) {
  boolean holds(RequestContext request) throws ExpressionException {
    return request.test(expression);
  }
}
