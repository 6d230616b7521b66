package bulla.httpd.authz;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import bulla.apacheconf.Node;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.Authorizer.Authorization;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Apache's mod_authz_core: Require and what combines it. */
public final class AuthzCore implements HttpdModule {
  static final String LOG = "authz_core";

  private static final Setting<Rule> RULE =
      Setting.merged("Require", Rule.NOTHING, (outer, inner) -> inner.over(outer));

  private final RequirementReader reader = new RequirementReader();

  @Override
  public String file() {
    return "mod_authz_core.c";
  }

  @Override
  public String identifier() {
    return "authz_core_module";
  }

  /**
   * What a section says about who may come in.
   *
   * @param parts its requirements, of which one must grant
   * @param merging AuthMerging
   */
  private record Rule(List<Requirement> parts, Merging merging) {
    private static final Rule NOTHING = new Rule(List.of(), Merging.OFF);

    private Rule {
      parts = List.copyOf(parts);
    }

    /** AuthMerging Off: the nearest section with any requirement replaces all above. */
    Rule over(Rule outer) {
      if (parts.isEmpty()) {
        return outer;
      }
      if (outer.parts.isEmpty()) {
        return this;
      }
      List<Requirement> both =
          List.of(new Requirement.Any(outer.parts), new Requirement.Any(parts));
      return switch (merging) {
        case OFF -> this;
        case AND -> new Rule(List.of(new Requirement.All(both)), merging);
        case OR -> new Rule(both, merging);
      };
    }
  }

  private enum Merging {
    OFF,
    AND,
    OR
  }

  @Override
  public List<DirectiveRule> directives() {
    Set<Scope> places = EnumSet.of(Scope.DIRECTORY, Scope.HTACCESS);
    return new Rules("mod_authz_core")
        .directory(
            "Require",
            Arguments.RAW,
            OverrideGroup.AUTH_CONFIG,
            "specifies authorization directives which one must pass (or not) for a request to"
                + " suceed",
            (directive, scope) -> add(directive, scope))
        .directory(
            "AuthMerging",
            Arguments.ONE,
            OverrideGroup.AUTH_CONFIG,
            "controls how a <Directory>, <Location>, or similar directive's authorization"
                + " directives are combined with those of its predecessor",
            AuthzCore::merging)
        .container(
            "RequireAll",
            Arguments.BARE_SECTION,
            places,
            OverrideGroup.AUTH_CONFIG,
            null,
            this::add)
        .container(
            "RequireAny",
            Arguments.BARE_SECTION,
            places,
            OverrideGroup.AUTH_CONFIG,
            null,
            this::add)
        .container(
            "RequireNone",
            Arguments.BARE_SECTION,
            places,
            OverrideGroup.AUTH_CONFIG,
            null,
            this::add)
        .list();
  }

  @Override
  public void register(Hooks hooks) {
    reader.use(hooks);
    Providers.register(hooks);
    hooks.accessCheck(request -> check(request, hooks));
  }

  private void add(Node node, DirectiveScope scope) {
    Requirement read = reader.read(node, "RequireAny", scope);
    if (read == null) {
      return;
    }
    if (read.negative()) {
      scope.error(
          node.at(),
          RequirementReader.onlyNegative(node),
          "a negative requirement needs a positive one beside it, in <RequireAll>");
      return;
    }
    scope.directory().update(RULE, old -> new Rule(joined(old.parts(), read), old.merging()));
  }

  private static List<Requirement> joined(List<Requirement> parts, Requirement more) {
    return java.util.stream.Stream.concat(parts.stream(), java.util.stream.Stream.of(more))
        .toList();
  }

  private static void merging(Node.Directive directive, DirectiveScope scope) {
    Merging merging =
        switch (directive.arguments().getFirst().toLowerCase(Locale.ROOT)) {
          case "off" -> Merging.OFF;
          case "and" -> Merging.AND;
          case "or" -> Merging.OR;
          default -> null;
        };
    if (merging == null) {
      scope.error(
          directive.at(), "AuthMerging must be one of: Off | And | Or", "choose one of them");
    } else {
      scope.directory().update(RULE, old -> new Rule(old.parts(), merging));
    }
  }

  private static CompletionStage<AccessOutcome> check(RequestContext request, Hooks hooks) {
    List<Requirement> parts = request.directory().get(RULE).parts();
    if (parts.isEmpty()) {
      return AccessOutcome.Pass.NOW;
    }
    Authorization result = new Requirement.Any(parts).evaluate(request, true);
    return switch (result) {
      // All neutral: every requirement is limited to other methods.
      case GRANTED, NEUTRAL -> AccessOutcome.Pass.NOW;
      case ERROR -> new AccessOutcome.Refused(500).now();
      case DENIED -> {
        request.log(
            LOG,
            LogLevel.ERROR,
            "AH01630: client denied by server configuration: " + subject(request));
        Requirement.One denying = Requirement.denying(parts, request);
        if (denying != null) {
          hooks.tellDenied(request, denying.line(), null);
        }
        yield new AccessOutcome.Refused(403).now();
      }
      case DENIED_NO_USER -> {
        // No module of ours asks for a name; httpd says the same where AuthType is not set.
        request.log(
            LOG,
            LogLevel.ERROR,
            "AH00027: No authentication done but request not allowed without authentication for "
                + request.uri()
                + ". Authentication not configured?");
        yield new AccessOutcome.Refused(500).now();
      }
    };
  }

  private static String subject(RequestContext request) {
    if (request.file() == null) {
      return "uri " + request.uri();
    }
    boolean directory =
        request.resource().kind() == bulla.httpd.core.Resource.Kind.DIRECTORY
            && !request.file().toString().endsWith("/");
    return request.file() + (directory ? "/" : "");
  }
}
