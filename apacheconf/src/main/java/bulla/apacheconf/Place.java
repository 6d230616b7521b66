package bulla.apacheconf;

import bulla.apacheconf.DirectiveDeclaration.OverrideGroup;
import bulla.apacheconf.DirectiveDeclaration.Scope;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a directive stands, as far as it matters for whether it may.
 *
 * @param scope what surrounds it
 * @param parent the name of the section around it; null outside of all
 * @param groups what AllowOverride names; only looked at in .htaccess
 * @param names what AllowOverrideList names, in lower case; only looked at in .htaccess
 */
public record Place(
    Scope scope, @Nullable String parent, Set<OverrideGroup> groups, Set<String> names) {

  public Place {
    groups = Set.copyOf(groups);
    names = Set.copyOf(names);
  }

  /** Outside of all sections of a server's configuration. */
  public static final Place SERVER =
      new Place(Scope.SERVER, null, EnumSet.allOf(OverrideGroup.class), Set.of());

  /** In a .htaccess file. */
  public static Place htaccess(Set<OverrideGroup> groups, Set<String> names) {
    return new Place(Scope.HTACCESS, null, groups, names);
  }

  /** Inside of a section that stands here. */
  public Place inside(String section, @Nullable Scope inner) {
    Scope within = inner == null || scope == Scope.HTACCESS ? scope : inner;
    return new Place(within, section, groups, names);
  }

  /** httpd's words for why a directive may not stand here; null if it may. */
  @Nullable String refusal(DirectiveDeclaration declaration) {
    if (allows(declaration)) {
      return null;
    }
    if (scope == Scope.VIRTUAL_HOST && declaration.scopes().contains(Scope.SERVER)) {
      String end = declaration.section() ? ">" : "";
      return declaration.name() + end + " cannot occur within <VirtualHost> section";
    }
    return parent == null
        ? declaration.name() + " not allowed here"
        : declaration.name() + " not allowed in <" + parent + "> context";
  }

  private boolean allows(DirectiveDeclaration declaration) {
    if (scope != Scope.HTACCESS) {
      return declaration.scopes().contains(scope);
    }
    OverrideGroup group = declaration.override();
    return declaration.scopes().contains(Scope.HTACCESS)
        && (group == null
            || groups.contains(group)
            || names.contains(declaration.name().toLowerCase(Locale.ROOT)));
  }
}
