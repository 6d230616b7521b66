package bulla.httpd.core;

import bulla.apacheconf.Captures;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.StringExpression;
import bulla.http.Content;
import bulla.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Gives a request its answer. */
final class Responder {
  /** After these the connection ends, as httpd has it (http_protocol.c, is_connection_close). */
  private static final Set<Integer> CLOSING = Set.of(400, 408, 411, 413, 414, 500, 501, 503);

  private static final Response.Field HTML = new Response.Field("Content-Type", ErrorPage.TYPE);

  private final RequestProcessor processor;
  private final Hooks hooks;
  private final StaticFile files;

  Responder(RequestProcessor processor, Hooks hooks, Executor blocking) {
    this.processor = processor;
    this.hooks = hooks;
    this.files = new StaticFile(this, hooks, blocking);
  }

  /** Answers requests that are about the server and not about a path; false for all others. */
  boolean general(RequestContext request, boolean asterisk) {
    String method = request.request().method();
    if (method.equals("TRACE")) {
      error(request, 405);
      return true;
    }
    if (asterisk) {
      if (method.equals("OPTIONS")) {
        options(request);
      } else {
        error(request, 400);
      }
      return true;
    }
    return false;
  }

  /** Serves a request that may come in. */
  void serve(RequestContext request) {
    serve(request, 0);
  }

  private void serve(RequestContext request, int from) {
    for (int i = from; i < hooks.fixups.size(); i++) {
      CompletionStage<Reply> stage = hooks.fixups.get(i).fixup(request);
      if (stage != null) {
        int next = i + 1;
        processor.guard(
            request,
            stage.thenAccept(
                reply -> {
                  if (reply instanceof Reply.GoOn) {
                    serve(request, next);
                  } else {
                    reply(request, reply);
                  }
                }));
        return;
      }
    }
    content(request);
  }

  private void content(RequestContext request) {
    for (Hooks.Generator generator : hooks.generators) {
      CompletionStage<Reply> stage = generator.generate(request);
      if (stage != null) {
        processor.guard(request, stage.thenAccept(reply -> reply(request, reply)));
        return;
      }
    }
    String method = request.request().method();
    Resource resource = request.resource();
    Optional<String> handler = handler(request);
    if (handler.isPresent()) {
      handle(request, handler.get());
    } else if (request.request().hasBody() && request.errorStatus() == 0 && request.leavesBody()) {
      processor.guard(
          request,
          UnwantedBody.read(request)
              .thenAccept(
                  status -> {
                    if (status != 0) {
                      error(request, status);
                    } else {
                      content(request);
                    }
                  }));
    } else if (method.equals("OPTIONS")) {
      options(request);
    } else if (!ProtocolOptions.knows(request.host().settings(), method)) {
      request.log(
          "core", LogLevel.ERROR, "AH00135: Invalid method in request " + request.request().line());
      error(request, 501);
    } else if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("POST")) {
      error(request, 405);
    } else {
      switch (resource.kind()) {
        case FILE -> file(request, resource);
        case DIRECTORY -> {
          request.log(
              "core", LogLevel.ERROR, "AH00129: Attempt to serve directory: " + request.file());
          error(request, 404);
        }
        case MISSING, UNKNOWN -> missing(request);
        case OTHER -> {
          request.log(
              "core",
              LogLevel.ERROR,
              "object is not a file, directory or symlink: " + request.file());
          error(request, 403);
        }
      }
    }
  }

  private void handle(RequestContext request, String handler) {
    Hooks.Generator named = hooks.handlers.get(handler);
    boolean ofServer =
        request.directory().get(CoreSettings.HANDLER).isPresent()
            && !request.directory().get(CoreSettings.HANDLER_OF_HTACCESS);
    CompletionStage<Reply> stage = named == null || !ofServer ? null : named.generate(request);
    if (stage != null) {
      processor.guard(request, stage.thenAccept(reply -> reply(request, reply)));
      return;
    }
    // httpd would send the file itself: the source of a script, for instance.
    request.log(
        "core",
        LogLevel.ERROR,
        "handler \""
            + handler
            + (named == null ? "\" not found for: " : "\" must not be named here for: ")
            + request.file()
            + (named == null
                ? "; remove SetHandler, AddHandler or ScriptAlias, or load the module that has it"
                : "; write SetHandler into the server's configuration, with a Require beside it"));
    error(request, 500);
  }

  private Optional<String> handler(RequestContext request) {
    Optional<String> set = request.directory().get(CoreSettings.HANDLER);
    if (set.isEmpty() && request.resource().kind() == Resource.Kind.FILE) {
      set = Optional.ofNullable(files.type(request).handler());
    }
    return set.filter(name -> !name.equals("default-handler"));
  }

  private void file(RequestContext request, Resource resource) {
    if (!resource.pathInfo().isEmpty() && !request.directory().get(CoreSettings.ACCEPT_PATH_INFO)) {
      missing(request);
    } else {
      files.serve(request);
    }
  }

  private void missing(RequestContext request) {
    request.log(
        "core",
        LogLevel.INFO,
        "AH00128: File does not exist: " + request.file() + request.resource().pathInfo());
    error(request, 404);
  }

  private void options(RequestContext request) {
    List<Response.Field> fields = new ArrayList<>();
    fields.add(server());
    fields.add(new Response.Field("Allow", "POST,OPTIONS,HEAD,GET"));
    send(request, 200, fields, Content.NONE);
  }

  /** Gives what a hook has decided. */
  void reply(RequestContext request, Reply reply) {
    switch (reply) {
      case Reply.GoOn goOn -> content(request);
      case Reply.Page(int status, List<Response.Field> more, Content content) -> {
        List<Response.Field> fields = new ArrayList<>();
        fields.add(server());
        fields.addAll(more);
        int original = request.errorStatus();
        send(request, original == 0 ? status : original, fields, content);
      }
      case Reply.Status(int status) -> error(request, status);
      case Reply.Redirect(int status, String location) -> redirect(request, status, location);
      case Reply.Instead(RequestContext other) -> {
        other.errorStatus(request.errorStatus());
        request.serve(other);
        content(other);
      }
    }
  }

  private void redirect(RequestContext request, int status, String location) {
    List<Response.Field> fields = new ArrayList<>();
    fields.add(server());
    fields.add(new Response.Field("Location", location));
    fields.add(HTML);
    byte[] page =
        ErrorPage.of(status, facts(request, location), 0, null, ErrorPage.signature(request));
    send(request, status, fields, new Content.Bytes(page));
  }

  /** Gives a status its error page: the built-in one, or what ErrorDocument names. */
  void error(RequestContext request, int status) {
    if (request.errorStatus() != 0) {
      page(request, request.errorStatus(), status);
      return;
    }
    ErrorDocument document = request.directory().get(CoreSettings.ERROR_DOCUMENTS).get(status);
    switch (document) {
      case null -> builtIn(request, status);
      case ErrorDocument.BuiltIn none -> builtIn(request, status);
      case ErrorDocument.Text(StringExpression text) -> text(request, status, text);
      case ErrorDocument.Local(String uri) -> processor.redirectInternally(request, uri, status);
      case ErrorDocument.External(String url) -> {
        if (status == 401) {
          builtIn(request, status);
        } else {
          redirect(request, 302, url);
        }
      }
    }
  }

  private void text(RequestContext request, int status, StringExpression text) {
    try {
      String evaluated = text.evaluate(processor.evaluation(request), new Captures());
      Content content = new Content.Bytes(evaluated.getBytes(StandardCharsets.UTF_8));
      send(request, status, List.of(server(), HTML), content);
    } catch (ExpressionException undecided) {
      request.log(
          "core",
          LogLevel.ERROR,
          "ErrorDocument '" + text.text() + "' cannot be evaluated: " + undecided.text());
      builtIn(request, status);
    }
  }

  /** The built-in page, whatever ErrorDocument says. */
  void builtIn(RequestContext request, int status) {
    page(request, status, 0);
  }

  private void page(RequestContext request, int status, int additional) {
    List<Response.Field> fields = new ArrayList<>();
    fields.add(server());
    if (status == 405 || status == 501) {
      fields.add(new Response.Field("Allow", "POST,OPTIONS,HEAD,GET"));
    }
    String challenge = request.top().notes().get("WWW-Authenticate");
    if (status == 401 && challenge != null) {
      fields.add(new Response.Field("WWW-Authenticate", challenge));
    }
    fields.add(HTML);
    byte[] page =
        ErrorPage.of(
            status,
            facts(request, null),
            additional,
            request.refusal(),
            ErrorPage.signature(request));
    send(request, status, fields, new Content.Bytes(page));
  }

  private static CannedText.Facts facts(
      RequestContext request, @org.jspecify.annotations.Nullable String location) {
    return new CannedText.Facts(
        request.request().method(),
        request.request().field("Expect"),
        location,
        request.notes().getOrDefault("error-notes", ""),
        request.host().settings().get(CoreSettings.SERVER_ADMIN));
  }

  /** Sends; into the void if the connection has died under the request. */
  void send(RequestContext request, int status, List<Response.Field> fields, Content content) {
    String reason = StatusLine.reason(status);
    Response response =
        new Response(
            status,
            reason == null ? "Unknown" : reason,
            fields,
            content,
            CLOSING.contains(status) || processor.retired());
    request.sent(fields);
    String forbidden = request.top().note("ssl-renegotiate-forbidden");
    if (forbidden != null) {
      request.log(
          "http2",
          LogLevel.DEBUG,
          new SystemError(403, "Unknown error 403"),
          "AH10399: h2_headers: renegotiate forbidden, cause: " + forbidden);
      request.exchange().requireHttp11(response);
    } else if (request.dead()) {
      request.exchange().respondIntoTheVoid(response);
    } else {
      request.exchange().respond(response);
    }
  }

  private Response.Field server() {
    return processor.serverFieldLine();
  }
}
