package bulla.httpd.dir;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Resource;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Apache's mod_dir: DirectorySlash, DirectoryIndex, FallbackResource. */
public final class DirModule implements HttpdModule {
  /** DirectoryIndex; core's message about a missing index names it too. */
  private static final Setting<List<String>> INDEX =
      Setting.of("DirectoryIndex", List.of("index.html"));

  private static final Setting<Boolean> SLASH = Setting.of("DirectorySlash", true);
  private static final Setting<Optional<String>> FALLBACK =
      Setting.of("FallbackResource", Optional.empty());

  private static final CompletionStage<Reply> GO_ON =
      CompletableFuture.completedFuture(Reply.GoOn.GO_ON);

  @Override
  public String file() {
    return "mod_dir.c";
  }

  @Override
  public String identifier() {
    return "dir_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_dir")
        .anywhere(
            "DirectoryIndex",
            Arguments.ANY,
            OverrideGroup.INDEXES,
            "a list of file names",
            (directive, scope) ->
                scope
                    .directory()
                    .set(
                        INDEX,
                        directive.arguments().equals(List.of("disabled"))
                            ? List.of()
                            : directive.arguments()))
        .anywhere(
            "DirectorySlash",
            Arguments.FLAG,
            OverrideGroup.FILE_INFO,
            "On or Off",
            Rules.directoryFlag(SLASH))
        .anywhere(
            "FallbackResource",
            Arguments.ONE,
            OverrideGroup.INDEXES,
            "Set a default handler",
            (directive, scope) ->
                scope
                    .directory()
                    .set(
                        FALLBACK,
                        Optional.of(directive.arguments().getFirst())
                            .filter(path -> !path.equalsIgnoreCase("disabled"))))
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.fixup(DirModule::fixup);
  }

  private static @Nullable CompletionStage<Reply> fixup(RequestContext request) {
    Resource.Kind kind = request.resource().kind();
    if (kind == Resource.Kind.MISSING) {
      return fallback(request);
    }
    if (kind != Resource.Kind.DIRECTORY) {
      return null;
    }
    if (!request.uri().endsWith("/")) {
      return request.directory().get(SLASH) ? slash(request) : null;
    }
    String method = request.request().method();
    if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("POST")) {
      return null;
    }
    List<String> names = request.directory().get(INDEX);
    request.notes().put("directory-index", names.isEmpty() ? "none" : String.join(",", names));
    return index(request, names, 0, 0);
  }

  private static CompletionStage<Reply> slash(RequestContext request) {
    String query = request.query();
    String path = request.escapedUri() + "/" + (query == null ? "" : "?" + query);
    return CompletableFuture.completedFuture(new Reply.Redirect(301, request.absolute(path)));
  }

  /**
   * Tries the names in turn. A name that may not come in is passed over; if nothing else is found,
   * its refusal is the answer.
   */
  private static CompletionStage<Reply> index(
      RequestContext request, List<String> names, int from, int refused) {
    if (from >= names.size()) {
      if (refused != 0) {
        return CompletableFuture.completedFuture(new Reply.Status(refused));
      }
      CompletionStage<Reply> fallback = fallback(request);
      return fallback == null ? GO_ON : fallback;
    }
    String name = names.get(from);
    String path = name.startsWith("/") ? name : request.uri() + name;
    return request
        .lookup(path)
        .thenCompose(
            lookup -> {
              boolean file = lookup.request().resource().kind() == Resource.Kind.FILE;
              if (lookup.status() == 200 && file) {
                return CompletableFuture.completedFuture(new Reply.Instead(lookup.request()));
              }
              boolean hidden = lookup.status() == 200 || lookup.status() == 404;
              return index(
                  request, names, from + 1, hidden || refused != 0 ? refused : lookup.status());
            });
  }

  private static @Nullable CompletionStage<Reply> fallback(RequestContext request) {
    String path = request.directory().get(FALLBACK).orElse(null);
    if (path == null || path.equals(request.uri())) {
      return null;
    }
    return request
        .lookup(path)
        .thenApply(
            lookup ->
                lookup.status() == 200 && lookup.request().resource().kind() == Resource.Kind.FILE
                    ? new Reply.Instead(lookup.request())
                    : Reply.GoOn.GO_ON);
  }
}
