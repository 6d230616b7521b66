package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticFilesTest {
  private static final String DATE = "Tue, 02 Jan 2024 03:04:05 GMT";

  @TempDir Path root;

  private Site site() throws Exception {
    Site site = Site.start(root, "").with("r.txt", "0123456789abcdefghij\n");
    Files.setLastModifiedTime(
        root.resolve("www/r.txt"), FileTime.from(Instant.parse("2024-01-02T03:04:05Z")));
    return site;
  }

  @Test
  void aFileComesWithHttpdsFieldsInHttpdsOrder() throws Exception {
    try (Site site = site()) {
      Site.Answer answer = site.get("/r.txt");
      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer.fieldNames())
          .containsExactly(
              "Date",
              "Server",
              "Last-Modified",
              "ETag",
              "Accept-Ranges",
              "Content-Length",
              "Connection",
              "Content-Type");
      assertThat(answer.field("ETag")).isEqualTo("\"15-60dedc04dd340\"");
      assertThat(answer.field("Last-Modified")).isEqualTo(DATE);
      assertThat(answer.field("Content-Type")).isEqualTo("text/plain");
      assertThat(answer.content()).isEqualTo("0123456789abcdefghij\n");
    }
  }

  @Test
  void aFreshFilesTagIsWeak() throws Exception {
    try (Site site = Site.start(root, "")) {
      site.with("new.txt", "x");
      assertThat(site.get("/new.txt").field("ETag")).startsWith("W/\"1-");
    }
  }

  @Test
  void whatTheClientHasIsNotSentAgain() throws Exception {
    try (Site site = site()) {
      Site.Answer answer =
          site.ask("GET /r.txt HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"15-60dedc04dd340\"\r\n");
      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 304 Not Modified");
      assertThat(answer.fieldNames())
          .containsExactly(
              "Date", "Server", "Last-Modified", "ETag", "Accept-Ranges", "Connection");
      assertThat(ask(site, "If-Modified-Since: " + DATE).statusLine()).contains("304");
      assertThat(ask(site, "If-None-Match: \"other\"\r\nIf-Modified-Since: " + DATE).statusLine())
          .contains("200");
      assertThat(ask(site, "If-Match: \"other\"").statusLine()).contains("412");
      assertThat(ask(site, "If-Unmodified-Since: Mon, 01 Jan 2024 00:00:00 GMT").statusLine())
          .contains("412 Precondition Failed");
    }
  }

  @Test
  void oneRangeIsAPartAndSeveralAreAMultipart() throws Exception {
    try (Site site = site()) {
      Site.Answer one = ask(site, "Range: bytes=0-3");
      assertThat(one.statusLine()).isEqualTo("HTTP/1.1 206 Partial Content");
      assertThat(one.field("Content-Range")).isEqualTo("bytes 0-3/21");
      assertThat(one.content()).isEqualTo("0123");
      Site.Answer two = ask(site, "Range: bytes=0-1,10-11");
      String type = two.field("Content-Type");
      String boundary = type.substring(type.indexOf('=') + 1);
      assertThat(boundary).matches("[0-9a-f]{16}");
      assertThat(two.content())
          .isEqualTo(
              "\r\n--B\r\nContent-type: text/plain\r\nContent-range: bytes 0-1/21\r\n\r\n01"
                      .replace("B", boundary)
                  + "\r\n--B\r\nContent-type: text/plain\r\nContent-range: bytes 10-11/21\r\n\r\nab"
                      .replace("B", boundary)
                  + "\r\n--B--\r\n".replace("B", boundary));
      assertThat(ask(site, "Range: bytes=0-3,2-8").field("Content-Range"))
          .isEqualTo("bytes 0-8/21");
      assertThat(ask(site, "Range: bytes=5-2").statusLine()).contains("200");
      assertThat(ask(site, "Range: bytes=100-").statusLine()).contains("416");
      assertThat(ask(site, "Range: bytes=100-").content()).hasSize(314);
    }
  }

  @Test
  void aLargeFileIsSentWholeAndInParts() throws Exception {
    try (Site site = Site.start(root, "")) {
      site.with("large.txt", "0123456789".repeat(50_000));
      assertThat(site.get("/large.txt").content()).hasSize(500_000);
      Site.Answer part = site.ask("GET /large.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=499995-\r\n");
      assertThat(part.content()).isEqualTo("56789");
    }
  }

  @Test
  void postToAFileIsServedLikeGetAndHeadHasNoContent() throws Exception {
    try (Site site = site()) {
      assertThat(site.ask("POST /r.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n").content())
          .hasSize(21);
      Site.Answer head = site.ask("HEAD /r.txt HTTP/1.1\r\nHost: a\r\n");
      assertThat(head.field("Content-Length")).isEqualTo("21");
      assertThat(head.content()).isEmpty();
    }
  }

  @Test
  void methodsThatAreNotForFilesAreRefusedAsHttpdRefusesThem() throws Exception {
    try (Site site = site()) {
      Site.Answer put = site.ask("PUT /r.txt HTTP/1.1\r\nHost: a\r\n");
      assertThat(put.statusLine()).isEqualTo("HTTP/1.1 405 Method Not Allowed");
      assertThat(put.field("Allow")).isEqualTo("POST,OPTIONS,HEAD,GET");
      assertThat(site.ask("FOO /r.txt HTTP/1.1\r\nHost: a\r\n").statusLine())
          .isEqualTo("HTTP/1.1 501 Not Implemented");
      assertThat(site.log("error_log", "AH00135"))
          .contains("AH00135: Invalid method in request FOO /r.txt HTTP/1.1");
      assertThat(site.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n").statusLine()).contains("200");
    }
  }

  private static Site.Answer ask(Site site, String fields) throws Exception {
    return site.ask("GET /r.txt HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }
}
