package bulla.httpd.alias;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import bulla.httpd.core.Translation;
import bulla.httpd.core.VirtualHost;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Apache's mod_alias: Alias, ScriptAlias, Redirect and their forms with expressions. */
public final class AliasModule implements HttpdModule {
  /** A host's aliases; its own before those of the main server. */
  static final Setting<List<Alias>> ALIASES =
      Setting.merged("Alias", List.of(), AliasModule::first);

  /** Redirects outside of directory sections. */
  static final Setting<List<Redirect>> REDIRECTS =
      Setting.merged("Redirect", List.of(), AliasModule::first);

  /** Redirects in directory sections. */
  static final Setting<List<Redirect>> DIRECTORY_REDIRECTS =
      Setting.merged("Redirect", List.of(), AliasModule::first);

  private static <T> List<T> first(List<T> outer, List<T> inner) {
    return Stream.concat(inner.stream(), outer.stream()).toList();
  }

  @Override
  public String file() {
    return "mod_alias.c";
  }

  @Override
  public String identifier() {
    return "alias_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    EnumSet<Scope> anywhere = EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY);
    Rules rules = new Rules("mod_alias");
    for (boolean script : List.of(false, true)) {
      String prefix = script ? "Script" : "";
      rules
          .add(
              prefix + "Alias",
              Arguments.ONE_OR_TWO,
              anywhere,
              null,
              "a fakename and a realname, or a realname in a Location",
              (directive, scope) -> AliasReader.alias(directive, scope, script))
          .host(
              prefix + "AliasMatch",
              Arguments.TWO,
              "a regular expression and a filename",
              (directive, scope) -> AliasReader.aliasMatch(directive, scope, script));
    }
    for (String name : List.of("Redirect", "RedirectMatch", "RedirectTemp", "RedirectPermanent")) {
      rules.anywhere(
          name,
          name.equals("Redirect") || name.equals("RedirectMatch")
              ? Arguments.ONE_TO_THREE
              : Arguments.TWO,
          OverrideGroup.FILE_INFO,
          "an optional status, then document to be redirected and destination URL",
          AliasReader::redirect);
    }
    return rules.list();
  }

  @Override
  public void register(Hooks hooks) {
    hooks.translator(AliasModule::translate);
    hooks.early(request -> redirect(request, request.host().settings().get(REDIRECTS)));
    hooks.fixup(AliasModule::fixup);
  }

  private static @Nullable Translation translate(VirtualHost host, String uri) {
    for (Alias alias : host.settings().get(ALIASES)) {
      Translation translation = alias.translate(uri);
      if (translation != null) {
        return translation;
      }
    }
    return null;
  }

  private static @Nullable CompletionStage<Reply> fixup(RequestContext request) {
    Reply reply = redirect(request, request.directory().get(DIRECTORY_REDIRECTS));
    return reply == null ? null : CompletableFuture.completedFuture(reply);
  }

  private static @Nullable Reply redirect(RequestContext request, List<Redirect> redirects) {
    for (Redirect redirect : redirects) {
      Reply reply = redirect.answer(request);
      if (reply != null) {
        return reply;
      }
    }
    return null;
  }
}
