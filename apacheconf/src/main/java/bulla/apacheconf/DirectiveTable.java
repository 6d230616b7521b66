package bulla.apacheconf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every directive that a server has. Checks a configuration against it: names, places, arguments,
 * in httpd's words. Immutable.
 */
public final class DirectiveTable {
  /** A longer name is not compared with ours: it is no slip of the keyboard. */
  private static final int LONGEST_MISSPELLED = 64;

  private final Map<String, DirectiveDeclaration> declarations = new TreeMap<>();
  private final HttpdDirectives httpd = new HttpdDirectives();

  private DirectiveTable(Collection<DirectiveDeclaration> all) {
    for (DirectiveDeclaration declaration : all) {
      if (declarations.putIfAbsent(declaration.key(), declaration) != null) {
        throw new IllegalArgumentException(declaration.name() + " is declared twice");
      }
    }
  }

  /** A table of declarations, no two of one name. */
  public static DirectiveTable of(Collection<DirectiveDeclaration> declarations) {
    return new DirectiveTable(declarations);
  }

  /** All declarations, by name. */
  public Collection<DirectiveDeclaration> declarations() {
    return List.copyOf(declarations.values());
  }

  /** A directive's or section's declaration; null if it is not known. */
  public @Nullable DirectiveDeclaration find(Node node) {
    String bracket = node instanceof Node.Section ? "<" : "";
    return declarations.get((bracket + node.name()).toLowerCase(Locale.ROOT));
  }

  /** The table's spelling of a name; an unknown name is given back. */
  public String spelling(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    DirectiveDeclaration declaration = declarations.get(key);
    if (declaration != null) {
      return declaration.name();
    }
    DirectiveDeclaration section = declarations.get("<" + key);
    return section == null ? name : section.name().substring(1);
  }

  /** Checks nodes and all that they hold; gives every error, in order. */
  public List<ConfigurationError> check(List<Node> nodes, Place place) {
    List<ConfigurationError> errors = new ArrayList<>();
    check(nodes, place, errors);
    return List.copyOf(errors);
  }

  private void check(List<Node> nodes, Place place, List<ConfigurationError> errors) {
    for (Node node : nodes) {
      ConfigurationError error = check(node, place);
      if (error != null) {
        errors.add(error);
      }
      DirectiveDeclaration declaration = find(node);
      if (declaration != null && node instanceof Node.Section section) {
        check(section.children(), place.inside(section.name(), declaration.inside()), errors);
      }
    }
  }

  /** Checks one node, not what it holds; null if nothing is wrong with it. */
  public @Nullable ConfigurationError check(Node node, Place place) {
    DirectiveDeclaration declaration = find(node);
    if (declaration == null) {
      return unknown(node);
    }
    String refusal = place.refusal(declaration);
    if (refusal != null) {
      return new ConfigurationError(node.at(), refusal, whereAllowed(declaration));
    }
    String problem =
        switch (node) {
          case Node.Directive directive -> ArgumentCheck.of(declaration, directive);
          case Node.Section section -> sectionProblem(declaration, section);
        };
    return problem == null
        ? null
        : new ConfigurationError(node.at(), problem, "correct the arguments; quote blanks");
  }

  private static @Nullable String sectionProblem(
      DirectiveDeclaration declaration, Node.Section section) {
    boolean needs = declaration.arguments() == DirectiveDeclaration.Arguments.SECTION;
    if (needs == !section.arguments().isEmpty()) {
      return null;
    }
    return declaration.name()
        + (needs ? "> directive requires additional arguments" : "> directive takes no arguments");
  }

  private static String whereAllowed(DirectiveDeclaration declaration) {
    List<String> places =
        declaration.scopes().stream()
            .sorted()
            .map(
                scope ->
                    switch (scope) {
                      case SERVER -> "outside of sections";
                      case VIRTUAL_HOST -> "in <VirtualHost>";
                      case DIRECTORY -> "in <Directory>, <Location> or <Files>";
                      case HTACCESS -> "in .htaccess where AllowOverride lets it";
                    })
            .toList();
    return "it may stand " + String.join(", ", places);
  }

  private ConfigurationError unknown(Node node) {
    String written = (node instanceof Node.Section ? "<" : "") + node.name();
    String message =
        "Invalid command '"
            + written
            + "', perhaps misspelled or defined by a module not included in the server"
            + " configuration";
    return new ConfigurationError(node.at(), message, remedy(written));
  }

  private String remedy(String written) {
    String module = httpd.module(written);
    if (module == null) {
      String near = nearest(written);
      return near == null ? "remove it" : "did you mean " + near + "?";
    }
    return module.startsWith("mod_")
        ? "it belongs to httpd's "
            + module
            + ", which Bulla does not have; remove it or guard it with <IfModule "
            + module
            + ".c>"
        : "it belongs to httpd's " + module + ", and Bulla does not have it; remove it";
  }

  private @Nullable String nearest(String written) {
    if (written.length() > LONGEST_MISSPELLED) {
      return null;
    }
    int most = Math.max(1, Math.min(3, written.length() / 4));
    return declarations.values().stream()
        .map(DirectiveDeclaration::name)
        .filter(name -> name.startsWith("<") == written.startsWith("<"))
        .filter(name -> Math.abs(name.length() - written.length()) <= most)
        .map(name -> new Near(name, EditDistance.between(name, written)))
        .filter(near -> near.distance() <= most)
        .min(Comparator.comparingInt(Near::distance))
        .map(Near::name)
        .orElse(null);
  }

  private record Near(String name, int distance) {}
}
