package bulla.httpd.autoindex;

import bulla.http.Content;
import bulla.http.Response;
import bulla.httpd.core.Html;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The listing of one directory. Each entry is asked for as a client would ask for it: one that may
 * not come in is not listed, and a directory that asks for a certificate asks for it here.
 */
final class Listing {
  /** More entries are not listed: each costs a look-up. */
  private static final int MOST = 10_000;

  private final RequestContext request;
  private final Predicate<String> ignored;
  private final boolean showForbidden;

  Listing(RequestContext request, Predicate<String> ignored, boolean showForbidden) {
    this.request = request;
    this.ignored = ignored;
    this.showForbidden = showForbidden;
  }

  /** Makes the page. */
  CompletionStage<Reply> page() {
    Path directory = request.file();
    if (directory == null) {
      return CompletableFuture.completedFuture(new Reply.Status(404));
    }
    return CompletableFuture.supplyAsync(() -> names(directory), request.blocking())
        .thenComposeAsync(
            names -> {
              CompletableFuture<List<String>> entries = new CompletableFuture<>();
              collect(names, 0, new ArrayList<>(), entries);
              return entries;
            },
            request.connection().eventLoop())
        .thenApply(this::render);
  }

  private List<String> names(Path directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        String name = String.valueOf(entry.getFileName());
        if (!ignored.test(name) && names.size() < MOST) {
          names.add(name);
        }
      }
    } catch (IOException unreadable) {
      request.log(
          "autoindex", LogLevel.ERROR, "AH01275: Can't open directory for index: " + directory);
    }
    names.sort(null);
    return names;
  }

  /** Looks the names up, one after the other; a loop as long as the answers are known at once. */
  private void collect(
      List<String> names, int from, List<String> shown, CompletableFuture<List<String>> result) {
    for (int i = from; i < names.size(); i++) {
      String name = names.get(i);
      CompletionStage<RequestContext.Lookup> lookup = request.lookup(request.uri() + name);
      CompletableFuture<RequestContext.Lookup> known = lookup.toCompletableFuture();
      if (!known.isDone()) {
        int next = i + 1;
        lookup.whenComplete(
            (found, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                show(name, found, shown);
                collect(names, next, shown, result);
              }
            });
        return;
      }
      show(name, known.join(), shown);
    }
    result.complete(shown);
  }

  private void show(String name, RequestContext.Lookup lookup, List<String> shown) {
    boolean forbidden = lookup.status() == 401 || lookup.status() == 403;
    if (lookup.status() == 200 || (forbidden && showForbidden)) {
      boolean directory = lookup.request().resource().kind() == Resource.Kind.DIRECTORY;
      shown.add(directory ? name + "/" : name);
    }
  }

  private Reply render(List<String> entries) {
    String uri = request.uri();
    String title = uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    StringBuilder page = new StringBuilder(1024);
    page.append("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<html>\n <head>\n");
    page.append("  <title>Index of ").append(Html.escape(title)).append("</title>\n");
    page.append(" </head>\n <body>\n<h1>Index of ").append(Html.escape(title));
    page.append("</h1>\n<ul>");
    if (uri.length() > 1) {
      String parent = uri.substring(0, uri.lastIndexOf('/', uri.length() - 2) + 1);
      page.append("<li><a href=\"").append(RequestContext.escape(parent));
      page.append("\"> Parent Directory</a></li>\n");
    }
    for (String entry : entries) {
      page.append("<li><a href=\"").append(Html.escape(RequestContext.escape(entry)));
      page.append("\"> ").append(Html.escape(entry)).append("</a></li>\n");
    }
    page.append("</ul>\n</body></html>\n");
    return new Reply.Page(
        200,
        List.of(new Response.Field("Content-Type", "text/html;charset=ISO-8859-1")),
        new Content.Bytes(page.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
