package bulla.httpd.authz;

import bulla.apacheconf.Node;
import bulla.apacheconf.Position;
import bulla.httpd.core.Authorizer;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Hooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads Require directives and the sections that combine them. */
final class RequirementReader {
  private @Nullable Hooks hooks;

  void use(Hooks hooks) {
    this.hooks = hooks;
  }

  /**
   * Reads a directive or section.
   *
   * @param parent the section around it
   * @return null if it was wrong, which has been told
   */
  @Nullable Requirement read(Node node, String parent, DirectiveScope scope) {
    return switch (node) {
      case Node.Directive directive -> one(directive, parent, scope);
      case Node.Section section -> section(section, scope);
    };
  }

  private @Nullable Requirement section(Node.Section section, DirectiveScope scope) {
    List<Requirement> parts = new ArrayList<>();
    boolean broken = false;
    for (Node child : section.children()) {
      boolean known =
          child instanceof Node.Directive
              ? child.name().equalsIgnoreCase("Require")
              : child.name().regionMatches(true, 0, "Require", 0, 7);
      if (!known) {
        scope.error(
            child.at(),
            (child instanceof Node.Section ? "<" : "")
                + child.name()
                + " not allowed in <"
                + section.name()
                + "> context",
            "only Require and <RequireAll>, <RequireAny>, <RequireNone> may stand there");
        broken = true;
        continue;
      }
      Requirement part = read(child, section.name(), scope);
      if (part == null) {
        broken = true;
      } else if (part.negative() && !section.name().equals("RequireAll")) {
        broken = true;
        scope.error(
            child.at(), onlyNegativeIn(child, section.name()), "use <RequireAll> around it");
      } else {
        parts.add(part);
      }
    }
    if (broken) {
      return null;
    }
    if (parts.isEmpty()) {
      scope.error(
          section.at(),
          "<" + section.name() + "> directive contains no authorization directives",
          "add a Require, or remove the section");
      return null;
    }
    return switch (section.name()) {
      case "RequireAll" -> new Requirement.All(parts);
      case "RequireNone" -> new Requirement.None(parts);
      default -> new Requirement.Any(parts);
    };
  }

  private @Nullable Requirement one(Node.Directive directive, String parent, DirectiveScope scope) {
    String rest = directive.raw().strip();
    String word = firstWord(rest);
    boolean negated = word.equalsIgnoreCase("not");
    if (negated) {
      rest = rest.substring(word.length()).strip();
      word = firstWord(rest);
    }
    Position at = directive.at();
    if (word.isEmpty()) {
      scope.error(at, "Require directive requires additional arguments", "name who may come in");
      return null;
    }
    if (negated && !parent.equals("RequireAll")) {
      scope.error(
          at,
          "negative Require directive has no effect in <" + parent + "> directive",
          "put it into <RequireAll>, beside one that grants");
      return null;
    }
    Authorizer authorizer = hooks == null ? null : hooks.authorizer(word.toLowerCase(Locale.ROOT));
    if (authorizer == null) {
      scope.error(
          at,
          "Unknown Authz provider: " + word,
          "the module that has it is not loaded, or Bulla does not have it");
      return null;
    }
    String arguments = rest.substring(word.length()).strip();
    DirectiveLine line = DirectiveLine.of(directive);
    try {
      return new Requirement.One(
          rest, authorizer.read(arguments, line, scope), negated, scope.methods(), line);
    } catch (Authorizer.InvalidException invalid) {
      scope.error(at, invalid.text(), "correct 'Require " + rest + "'");
      return null;
    }
  }

  static String onlyNegative(Node node) {
    return node.name().equals("RequireAll")
        ? "AH01624: <RequireAll> directive contains only negative authorization directives"
        : onlyNegativeIn(node, "RequireAny");
  }

  private static String onlyNegativeIn(Node node, String parent) {
    return node.name().equals("RequireAll")
        ? "AH01624: <RequireAll> directive contains only negative authorization directives"
        : "negative "
            + (node instanceof Node.Section ? "<" + node.name() + ">" : "Require")
            + " directive has no effect in <"
            + parent
            + "> directive";
  }

  private static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
