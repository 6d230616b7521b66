package bulla.httpd.setenvif;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.httpd.core.AccessOutcome;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Rules;
import bulla.httpd.core.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Apache's mod_env: SetEnv, UnsetEnv, PassEnv. */
public final class EnvModule implements HttpdModule {
  /** An empty value is a variable that is unset. */
  private static final Setting<Map<String, Optional<String>>> VARIABLES =
      Setting.merged("SetEnv", Map.of(), EnvModule::joined);

  @Override
  public String file() {
    return "mod_env.c";
  }

  @Override
  public String identifier() {
    return "env_module";
  }

  private static Map<String, Optional<String>> joined(
      Map<String, Optional<String>> outer, Map<String, Optional<String>> inner) {
    Map<String, Optional<String>> all = new HashMap<>(outer);
    all.putAll(inner);
    return Map.copyOf(all);
  }

  @Override
  public List<DirectiveRule> directives() {
    return new Rules("mod_env")
        .anywhere(
            "SetEnv",
            Arguments.ONE_OR_TWO,
            OverrideGroup.FILE_INFO,
            "an environment variable name and optional value to pass to CGI.",
            (directive, scope) -> {
              List<String> words = directive.arguments();
              String value = words.size() > 1 ? words.get(1) : "";
              scope
                  .directory()
                  .update(
                      VARIABLES, old -> joined(old, Map.of(words.getFirst(), Optional.of(value))));
            })
        .anywhere(
            "UnsetEnv",
            Arguments.ITERATE,
            OverrideGroup.FILE_INFO,
            "a list of variables to remove from the CGI environment.",
            each(_ -> Optional.empty()))
        .anywhere(
            "PassEnv",
            Arguments.ITERATE,
            OverrideGroup.FILE_INFO,
            "a list of environment variables to pass to CGI.",
            each(name -> Optional.ofNullable(System.getenv(name))))
        .list();
  }

  /** Gives each variable that is named a value, or takes it away. */
  private static DirectiveRule.Meaning each(Function<String, Optional<String>> valueOf) {
    return (directive, scope) ->
        directive
            .arguments()
            .forEach(
                name ->
                    scope
                        .directory()
                        .update(VARIABLES, old -> joined(old, Map.of(name, valueOf.apply(name)))));
  }

  @Override
  public void register(Hooks hooks) {
    hooks.accessCheck(
        request -> {
          request
              .directory()
              .get(VARIABLES)
              .forEach(
                  (name, value) -> {
                    if (value.isPresent()) {
                      request.environment().put(name, value.get());
                    } else {
                      request.environment().remove(name);
                    }
                  });
          return AccessOutcome.Pass.NOW;
        });
  }
}
