package bulla.httpd.autoindex;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Wildcard;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.Option;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Resource;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Apache's mod_autoindex, the plain list. The words of fancy listings are understood and change
 * nothing: what is listed is the same.
 */
public final class AutoindexModule implements HttpdModule {
  private static final Setting<List<String>> IGNORED =
      Setting.merged(
          "IndexIgnore",
          List.of(),
          (outer, inner) -> Stream.concat(outer.stream(), inner.stream()).toList());

  private static final Setting<Boolean> SHOW_FORBIDDEN = Setting.of("IndexOptions", false);

  @Override
  public String file() {
    return "mod_autoindex.c";
  }

  @Override
  public String identifier() {
    return "autoindex_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules = new Rules("mod_autoindex");
    rules
        .anywhere(
            "IndexIgnore",
            Arguments.ITERATE,
            OverrideGroup.INDEXES,
            "one or more file extensions",
            (directive, scope) ->
                scope
                    .directory()
                    .update(
                        IGNORED,
                        old ->
                            Stream.concat(old.stream(), directive.arguments().stream()).toList()))
        .anywhere(
            "IndexOptions",
            Arguments.ANY,
            OverrideGroup.INDEXES,
            "one or more index options [+|-][]",
            (directive, scope) -> {
              for (String word : directive.arguments()) {
                String option = word.toLowerCase(Locale.ROOT);
                if (option.endsWith("showforbidden")) {
                  scope.directory().set(SHOW_FORBIDDEN, !option.startsWith("-"));
                }
              }
            });
    rules.nothingToDo(
        EnumSet.allOf(Scope.class),
        Arguments.ANY,
        "AddAlt",
        "AddAltByEncoding",
        "AddAltByType",
        "AddDescription",
        "AddIcon",
        "AddIconByEncoding",
        "AddIconByType",
        "DefaultIcon",
        "HeaderName",
        "IndexHeadInsert",
        "IndexIgnoreReset",
        "IndexOrderDefault",
        "IndexStyleSheet",
        "ReadmeName");
    return rules.list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.generator(AutoindexModule::list);
  }

  private static @Nullable CompletionStage<Reply> list(RequestContext request) {
    String method = request.request().method();
    if (request.resource().kind() != Resource.Kind.DIRECTORY
        || !(method.equals("GET") || method.equals("HEAD") || method.equals("POST"))
        || request.directory().get(CoreSettings.HANDLER).isPresent()) {
      return null;
    }
    if (!request.directory().get(CoreSettings.OPTIONS).has(Option.INDEXES)) {
      request.log(
          "autoindex",
          LogLevel.ERROR,
          "AH01276: Cannot serve directory "
              + request.file()
              + "/: No matching DirectoryIndex ("
              + request.notes().getOrDefault("directory-index", "none")
              + ") found, and server-generated directory index forbidden by Options directive");
      return CompletableFuture.completedFuture(new Reply.Status(403));
    }
    List<String> ignored = request.directory().get(IGNORED);
    return new Listing(
            request,
            name -> ignored.stream().anyMatch(pattern -> Wildcard.matches(pattern, name, false)),
            request.directory().get(SHOW_FORBIDDEN))
        .page();
  }
}
