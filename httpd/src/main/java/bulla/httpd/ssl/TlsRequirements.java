package bulla.httpd.ssl;

import bulla.httpd.core.Authorizer;
import bulla.httpd.core.Authorizer.Authorization;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.RequestContext;
import bulla.tls.TlsConnection;

/** {@code Require ssl} and {@code Require ssl-verify-client}. */
record TlsRequirements(SslHosts hosts) {

  void addTo(Hooks hooks) {
    hooks.authorizer(
        "ssl", (arguments, line, scope) -> nothingBehind("ssl", arguments, this::encrypted));
    hooks.authorizer(
        "ssl-verify-client",
        (arguments, line, scope) -> nothingBehind("ssl-verify-client", arguments, this::trusted));
  }

  private static Authorizer.Test nothingBehind(String name, String arguments, Authorizer.Test test)
      throws Authorizer.InvalidException {
    if (!arguments.isBlank()) {
      throw new Authorizer.InvalidException("'Require " + name + "' does not take arguments");
    }
    return test;
  }

  private Authorization encrypted(RequestContext request) {
    return of(request.connection().tls() != null);
  }

  private Authorization trusted(RequestContext request) {
    TlsConnection connection = request.connection().tls();
    SslHost host = connection == null ? null : hosts.of(connection);
    return of(connection != null && host != null && ConnectionFacts.of(connection).trusted());
  }

  private static Authorization of(boolean met) {
    return met ? Authorization.GRANTED : Authorization.DENIED;
  }
}
