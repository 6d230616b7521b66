package bulla.httpd.ssl;

import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Settings;
import bulla.tls.ClientAuthentication;

/**
 * What a request needs of its client: what the path wants, and never less than what the host wants.
 *
 * @param mode the stronger of both
 * @param depth the path's SSLVerifyDepth, else the host's
 */
record Needed(VerifyMode mode, int depth) {

  static Needed of(RequestContext request) {
    Settings directory = request.directory();
    Settings host = request.host().settings();
    VerifyMode path = directory.get(SslSettings.DIRECTORY_VERIFY_CLIENT);
    VerifyMode whole = host.get(SslSettings.VERIFY_CLIENT);
    int depth =
        directory.has(SslSettings.DIRECTORY_VERIFY_DEPTH)
            ? directory.get(SslSettings.DIRECTORY_VERIFY_DEPTH)
            : host.get(SslSettings.VERIFY_DEPTH);
    return new Needed(path.compareTo(whole) > 0 ? path : whole, depth);
  }

  boolean nothing() {
    return mode == VerifyMode.NONE;
  }

  boolean strongerThan(ClientAuthentication asked) {
    return mode.authentication().compareTo(asked) > 0;
  }
}
