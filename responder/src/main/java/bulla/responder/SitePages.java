package bulla.responder;

import bulla.pki.Certificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;

/** The site's HTML pages. */
final class SitePages {
  private static final String STYLE =
      "body{font-family:sans-serif;line-height:1.5;max-width:46rem;margin:2rem auto;padding:0 1rem}"
          + "dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere}";

  private SitePages() {}

  /** All CAs with their files. */
  static String index(Collection<SiteAuthority> authorities) {
    StringBuilder items = new StringBuilder();
    for (SiteAuthority authority : authorities) {
      String label = escape(authority.label());
      items
          .append("<li><strong>")
          .append(escape(commonName(authority)))
          .append("</strong>: <a href=\"/")
          .append(label)
          .append("/ca.crt\">certificate</a>, <a href=\"/")
          .append(label)
          .append("/crl\">revocation list</a>, <a href=\"/")
          .append(label)
          .append("/cps.html\">certification practice statement</a></li>\n");
    }
    return page(
        "Certification authorities",
        "<p>The authorities that publish here.</p>\n<ul>\n" + items + "</ul>\n");
  }

  /** The certification practice statement that certificates point at. */
  static String statement(SiteAuthority authority) {
    Certificate certificate = authority.certificate();
    String label = escape(authority.label());
    String body =
        """
        <p>This statement says how %s issues and revokes certificates.</p>
        <h2>The authority</h2>
        <dl>
        <dt>Name</dt><dd>%s</dd>
        <dt>Certified by</dt><dd>%s</dd>
        <dt>Serial number</dt><dd>%s</dd>
        <dt>Valid</dt><dd>%s to %s</dd>
        <dt>SHA-256 fingerprint</dt><dd>%s</dd>
        </dl>
        <h2>Issuing</h2>
        <p>Certificates are issued to those who share a secret with the authority, within the limits
        of a signing profile that names the uses of the key and the length of validity. Subscribers
        make their private keys themselves; the authority never sees them.</p>
        <h2>Revoking</h2>
        <p>A certificate is revoked when its key is lost or disclosed, when what it states is no
        longer true, or when its holder asks. The revocation is published at once, by the OCSP
        responder that the certificate names and in the <a href="/%s/crl">revocation list</a>.</p>
        <h2>Relying</h2>
        <p>Get the <a href="/%s/ca.crt">authority's certificate</a>, compare its fingerprint over a
        way that you trust, and check the revocation status of every certificate before you rely on
        it.</p>
        """
            .formatted(
                escape(commonName(authority)),
                escape(certificate.subject().rfc2253()),
                escape(certificate.issuer().rfc2253()),
                certificate.serialHex(),
                certificate.notBefore(),
                certificate.notAfter(),
                fingerprint(certificate),
                label,
                label);
    return page("Certification practice statement: " + commonName(authority), body);
  }

  private static String page(String title, String body) {
    String escaped = escape(title);
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <h1>%s</h1>
    %s</body>
    </html>
    """
        .formatted(escaped, STYLE, escaped, body);
  }

  private static String commonName(SiteAuthority authority) {
    return authority.certificate().subject().values("CN").stream()
        .findFirst()
        .orElse(authority.label());
  }

  private static String fingerprint(Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.der());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
