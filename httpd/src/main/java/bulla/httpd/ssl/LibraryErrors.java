package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import java.util.List;
import java.util.Locale;

/** Writes OpenSSL's error queue to a log: without client, with mod_ssl's hints behind it. */
final class LibraryErrors {
  private LibraryErrors() {}

  private record Hint(String sign, String text) {}

  private static final List<Hint> HINTS =
      List.of(
          new Hint("http request", "speaking HTTP to HTTPS port!?"),
          new Hint(
              "self-signed certificate in certificate chain",
              "Client certificate signed by CA not known to server?"),
          new Hint("peer did not return a certificate", "No CAs known to server for verification?"),
          new Hint(
              "no shared cipher",
              "Too restrictive SSLCipherSuite or using DSA server certificate?"),
          new Hint(
              "no start line",
              "Bad file contents or format - or even just a forgotten SSLCertificateKeyFile?"),
          new Hint("bad password read", "You entered an incorrect pass phrase!?"),
          new Hint("bad decrypt", "wrong pass phrase!?"));

  static void log(HostLog log, LogLevel level, List<String> errors) {
    for (String error : errors) {
      log.server(Ssl.LOG, level, line(error));
    }
  }

  static String line(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    for (Hint hint : HINTS) {
      if (lower.contains(hint.sign())) {
        return "SSL Library Error: " + error + " -- " + hint.text();
      }
    }
    return "SSL Library Error: " + error;
  }
}
