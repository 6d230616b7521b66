package bulla.httpd.core;

import bulla.apacheconf.DirectiveDeclaration;
import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects a module's rules: which directives it has, where they may stand, what they mean. */
public final class Rules {
  private static final Set<Scope> SERVER = EnumSet.of(Scope.SERVER);
  private static final Set<Scope> HOST = EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST);
  private static final Set<Scope> ALL = EnumSet.allOf(Scope.class);
  private static final Set<Scope> DIRECTORY = EnumSet.of(Scope.DIRECTORY, Scope.HTACCESS);

  private final String module;
  private final List<DirectiveRule> rules = new ArrayList<>();

  /** Rules of a module, named as in the manual: {@code mod_alias}, {@code core}. */
  public Rules(String module) {
    this.module = module;
  }

  /** What was collected. */
  public List<DirectiveRule> list() {
    return List.copyOf(rules);
  }

  /** Adds a directive that stands outside of all sections only. */
  public Rules server(
      String name, Arguments arguments, String help, DirectiveRule.Meaning meaning) {
    return add(name, arguments, SERVER, null, help, meaning);
  }

  /** Adds a directive of servers and virtual hosts. */
  public Rules host(String name, Arguments arguments, String help, DirectiveRule.Meaning meaning) {
    return add(name, arguments, HOST, null, help, meaning);
  }

  /** Adds a directive of servers, hosts and sections, but not of .htaccess. */
  public Rules section(
      String name, Arguments arguments, String help, DirectiveRule.Meaning meaning) {
    return add(
        name,
        arguments,
        EnumSet.of(Scope.SERVER, Scope.VIRTUAL_HOST, Scope.DIRECTORY),
        null,
        help,
        meaning);
  }

  /** Adds a directive that may stand everywhere, in .htaccess if the group is granted. */
  public Rules anywhere(
      String name,
      Arguments arguments,
      OverrideGroup group,
      String help,
      DirectiveRule.Meaning meaning) {
    return add(name, arguments, ALL, group, help, meaning);
  }

  /** Adds a directive of sections and .htaccess, not of whole servers. */
  public Rules directory(
      String name,
      Arguments arguments,
      OverrideGroup group,
      String help,
      DirectiveRule.Meaning meaning) {
    return add(name, arguments, DIRECTORY, group, help, meaning);
  }

  /** Adds a directive with its own set of places. */
  public Rules add(
      String name,
      Arguments arguments,
      Set<Scope> scopes,
      @Nullable OverrideGroup group,
      String help,
      DirectiveRule.Meaning meaning) {
    rules.add(
        DirectiveRule.of(
            DirectiveDeclaration.directive(name, arguments, scopes, group, help, module), meaning));
    return this;
  }

  /** Adds a section; its name without bracket. */
  public Rules container(
      String name,
      Arguments arguments,
      Set<Scope> scopes,
      @Nullable OverrideGroup group,
      @Nullable Scope inside,
      DirectiveRule.SectionMeaning meaning) {
    rules.add(
        DirectiveRule.section(
            new DirectiveDeclaration("<" + name, arguments, scopes, group, inside, "", module),
            meaning));
    return this;
  }

  /** Adds directives that are understood and need nothing done, each for the reason given. */
  public Rules nothingToDo(Set<Scope> scopes, Arguments arguments, String... names) {
    for (String name : names) {
      add(name, arguments, scopes, null, "", (directive, scope) -> {});
    }
    return this;
  }

  /** The meaning of a flag: On or Off into a setting of the server. */
  public static DirectiveRule.Meaning serverFlag(Setting<Boolean> setting) {
    return flag((scope, on) -> scope.server().set(setting, on));
  }

  /** The meaning of a flag: On or Off into a setting of directories. */
  public static DirectiveRule.Meaning directoryFlag(Setting<Boolean> setting) {
    return flag((scope, on) -> scope.directory().set(setting, on));
  }

  private static DirectiveRule.Meaning flag(BiConsumer<DirectiveScope, Boolean> use) {
    return (directive, scope) ->
        use.accept(scope, directive.arguments().getFirst().equalsIgnoreCase("on"));
  }

  /**
   * The meaning of a number into a setting of the server.
   *
   * @param least the smallest number that is allowed
   */
  public static DirectiveRule.Meaning serverNumber(Setting<Long> setting, long least) {
    return (directive, scope) -> {
      String text = directive.arguments().getFirst();
      try {
        long number = Long.parseLong(text);
        if (number >= least) {
          scope.server().set(setting, number);
          return;
        }
      } catch (NumberFormatException none) {
        // Told below, with numbers that are too small.
      }
      scope.error(
          directive.at(),
          directive.name() + " must be a number of at least " + least + ", not '" + text + "'",
          "correct the number");
    };
  }
}
