package bulla.httpd.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** httpd's page for a status, to the byte. */
final class ErrorPage {
  private ErrorPage() {}

  static final String TYPE = "text/html; charset=iso-8859-1";

  private static final String DOCTYPE = "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n";

  /**
   * Makes a page.
   *
   * @param additional the status with which the ErrorDocument for this page failed; 0 if none was
   *     asked for
   * @param refusal the id of what stands elsewhere about the refusal; null for nothing
   * @param signature what {@link #signature} made, or empty
   */
  static byte[] of(
      int status,
      CannedText.Facts facts,
      int additional,
      @Nullable String refusal,
      String signature) {
    String title = title(status);
    StringBuilder page = new StringBuilder(512);
    page.append(DOCTYPE).append("<html><head>\n<title>");
    page.append(status).append(' ').append(title).append("</title>\n</head><body>\n<h1>");
    page.append(title).append("</h1>\n").append(CannedText.of(status, facts));
    if (additional != 0) {
      page.append("<p>Additionally, a ").append(additional).append(' ').append(title(additional));
      page.append("\nerror was encountered while trying to use an ErrorDocument to handle the");
      page.append(" request.</p>\n");
    }
    if (refusal != null) {
      page.append("<p>Reference: ").append(refusal).append("</p>\n");
    }
    page.append(signature).append("</body></html>\n");
    return page.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String title(int status) {
    String reason = StatusLine.reason(status);
    return reason == null ? "Internal Server Error" : reason;
  }

  /** The line that ServerSignature puts under a page. */
  static String signature(RequestContext request) {
    CoreSettings.Signature wanted = request.directory().get(CoreSettings.SIGNATURE);
    if (wanted == CoreSettings.Signature.OFF) {
      return "";
    }
    String name = Html.escape(request.serverName());
    if (wanted == CoreSettings.Signature.EMAIL) {
      String admin = Html.escape(request.host().settings().get(CoreSettings.SERVER_ADMIN));
      name = "<a href=\"mailto:" + admin + "\">" + name + "</a>";
    }
    return "<hr>\n<address>"
        + request.software()
        + " Server at "
        + name
        + " Port "
        + request.serverPort()
        + "</address>\n";
  }
}
