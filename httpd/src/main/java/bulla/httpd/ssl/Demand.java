package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Settings;
import bulla.httpd.core.VirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * What a client's certificate is held against.
 *
 * @param lenient whether one of unknown origin is let in (optional_no_ca)
 * @param depth SSLVerifyDepth
 * @param line the SSLVerifyClient that asks
 * @param depthLine the SSLVerifyDepth that counts
 * @param path of the URL that needs it; null if the host does
 */
record Demand(
    boolean lenient,
    int depth,
    @Nullable DirectiveLine line,
    DirectiveLine depthLine,
    @Nullable String path) {

  /** The same with other limits. */
  Demand with(boolean otherLenient, int otherDepth) {
    return new Demand(otherLenient, otherDepth, line, depthLine, path);
  }

  /** What a host demands in the first handshake. */
  static Demand of(VirtualHost host) {
    Settings settings = host.settings();
    return new Demand(
        settings.get(SslSettings.VERIFY_CLIENT) == VerifyMode.OPTIONAL_NO_CA,
        settings.get(SslSettings.VERIFY_DEPTH),
        settings.get(SslSettings.VERIFY_CLIENT_LINE).orElse(null),
        depth(settings),
        null);
  }

  /** What a request demands. */
  static Demand of(RequestContext request, Needed needed) {
    Settings directory = request.directory();
    return new Demand(
        needed.mode() == VerifyMode.OPTIONAL_NO_CA,
        needed.depth(),
        line(request),
        directory.has(SslSettings.DIRECTORY_VERIFY_DEPTH)
            ? directory.get(SslSettings.DIRECTORY_VERIFY_DEPTH_LINE).orElseThrow()
            : depth(request.host().settings()),
        request.uri());
  }

  /** The SSLVerifyClient that asks for a request's certificate; null if none does. */
  static @Nullable DirectiveLine line(RequestContext request) {
    Settings directory = request.directory();
    Settings host = request.host().settings();
    boolean path =
        directory
                .get(SslSettings.DIRECTORY_VERIFY_CLIENT)
                .compareTo(host.get(SslSettings.VERIFY_CLIENT))
            > 0;
    return (path
            ? directory.get(SslSettings.DIRECTORY_VERIFY_CLIENT_LINE)
            : host.get(SslSettings.VERIFY_CLIENT_LINE))
        .orElse(null);
  }

  private static DirectiveLine depth(Settings settings) {
    return settings
        .get(SslSettings.VERIFY_DEPTH_LINE)
        .orElseGet(
            () ->
                new DirectiveLine(
                    "SSLVerifyDepth " + settings.get(SslSettings.VERIFY_DEPTH), null));
  }
}
