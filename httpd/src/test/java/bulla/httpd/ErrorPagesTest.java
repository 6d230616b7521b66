package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorPagesTest {
  @TempDir Path root;

  @Test
  void aRefusalIsTheArticles199Bytes() throws Exception {
    String closed = "<Directory @ROOT@/www/closed>\nRequire all denied\n</Directory>\n";
    try (Site site = Site.start(root, closed).with("closed/x", "x")) {
      Site.Answer answer = site.get("/closed/x");
      assertThat(answer.content())
          .hasSize(199)
          .isEqualTo(
              """
              <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
              <html><head>
              <title>403 Forbidden</title>
              </head><body>
              <h1>Forbidden</h1>
              <p>You don't have permission to access this resource.</p>
              </body></html>
              """);
      assertThat(answer.field("Content-Type")).isEqualTo("text/html; charset=iso-8859-1");
      assertThat(site.log("error_log", "AH01630"))
          .containsPattern(
              "\\[authz_core:error\\] \\[pid \\d+:tid \\d+\\] \\[client 127\\.0\\.0\\.1:\\d+\\]"
                  + " AH01630: client denied by server configuration: "
                  + root
                  + "/www/closed/x\n");
    }
  }

  @Test
  void errorDocumentsAreTextsPagesAndRedirects() throws Exception {
    String documents =
        """
        ErrorDocument 404 "nothing here"
        ErrorDocument 403 /sorry.html
        ErrorDocument 410 https://elsewhere.example/
        Redirect gone /gone
        <Directory @ROOT@/www/closed>
        Require all denied
        </Directory>
        """;
    try (Site site =
        Site.start(root, documents).with("sorry.html", "sorry\n").with("closed/x", "x")) {
      Site.Answer text = site.get("/nope");
      assertThat(text.statusLine()).contains("404");
      assertThat(text.content()).isEqualTo("nothing here");
      Site.Answer page = site.get("/closed/x");
      assertThat(page.statusLine()).isEqualTo("HTTP/1.1 403 Forbidden");
      assertThat(page.content()).isEqualTo("sorry\n");
      assertThat(site.get("/gone").statusLine()).contains("302");
      assertThat(site.get("/gone").field("Location")).isEqualTo("https://elsewhere.example/");
    }
  }

  @Test
  void anErrorDocumentThatFailsIsToldOfBelowTheFirstError() throws Exception {
    try (Site site = Site.start(root, "ErrorDocument 404 /missing.html\n")) {
      Site.Answer answer = site.get("/nope");
      assertThat(answer.statusLine()).contains("404");
      assertThat(answer.content())
          .contains(
              "<p>Additionally, a 404 Not Found\nerror was encountered while trying to use an"
                  + " ErrorDocument to handle the request.</p>\n");
    }
  }

  @Test
  void theSignatureAndTheTokensSayWhatTheyAreToldTo() throws Exception {
    try (Site site = Site.start(root, "ServerTokens Prod\nServerSignature On\n")) {
      Site.Answer answer = site.get("/nope");
      assertThat(answer.field("Server")).isEqualTo("Apache");
      assertThat(answer.content())
          .contains("<hr>\n<address>Apache Server at www.example Port 80</address>\n");
    }
  }

  @Test
  void whatIsNoRequestIsAnsweredAndLogged() throws Exception {
    String log = "CustomLog logs/access_log \"%h \\\"%r\\\" %>s %b\"\n";
    try (Site site = Site.start(root, log)) {
      assertThat(site.ask("GET / HTTP/1.1\r\n").statusLine()).contains("400");
      assertThat(site.log("access_log", "400 226"))
          .isEqualTo("127.0.0.1 \"GET / HTTP/1.1\" 400 226\n");
    }
  }
}
