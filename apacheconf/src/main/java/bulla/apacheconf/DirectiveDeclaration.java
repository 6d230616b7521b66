package bulla.apacheconf;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a directive or a section looks like and where it may stand. What it means is its server's
 * affair.
 *
 * @param name in the manual's spelling, a section's with its opening bracket: {@code <Directory}
 * @param arguments how many, of what kind
 * @param scopes where it may stand
 * @param override what AllowOverride must name for it to stand in .htaccess; null if it never may
 * @param inside of a section: the scope of what it holds; null if it is the scope around it
 * @param help httpd's help text, which follows its errors of arity; may be empty
 * @param module the module that it belongs to: {@code mod_ssl}, {@code core}
 */
public record DirectiveDeclaration(
    String name,
    Arguments arguments,
    Set<Scope> scopes,
    @Nullable OverrideGroup override,
    @Nullable Scope inside,
    String help,
    String module) {

  public DirectiveDeclaration {
    scopes = Set.copyOf(scopes);
  }

  /** Declares a directive. */
  public static DirectiveDeclaration directive(
      String name,
      Arguments arguments,
      Set<Scope> scopes,
      @Nullable OverrideGroup override,
      String help,
      String module) {
    return new DirectiveDeclaration(name, arguments, scopes, override, null, help, module);
  }

  /** Where a directive may stand. */
  public enum Scope {
    /** Outside of all sections. */
    SERVER,
    /** In a virtual host. */
    VIRTUAL_HOST,
    /** In Directory, Location, Files, If, Limit or Proxy. */
    DIRECTORY,
    /** In .htaccess. */
    HTACCESS
  }

  /** The groups of AllowOverride. */
  public enum OverrideGroup {
    AUTH_CONFIG,
    FILE_INFO,
    INDEXES,
    LIMIT,
    OPTIONS
  }

  /** How many arguments, of what kind; httpd's own kinds. */
  public enum Arguments {
    NONE,
    /** On or Off. */
    FLAG,
    ONE,
    TWO,
    THREE,
    ONE_OR_TWO,
    TWO_OR_THREE,
    ONE_OR_THREE,
    ONE_TO_THREE,
    /** One or more, each taken by itself. */
    ITERATE,
    /** One, and then one or more. */
    ITERATE_AFTER_FIRST,
    /** Any number. */
    ANY,
    /** The rest of the line as it stands. */
    RAW,
    /** A section that needs an argument. */
    SECTION,
    /** A section without argument. */
    BARE_SECTION
  }

  /** Whether it is a section. */
  public boolean section() {
    return arguments == Arguments.SECTION || arguments == Arguments.BARE_SECTION;
  }

  /** The name by which it is found. */
  String key() {
    return name.toLowerCase(Locale.ROOT);
  }
}
