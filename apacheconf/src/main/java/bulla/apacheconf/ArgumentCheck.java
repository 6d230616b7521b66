package bulla.apacheconf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a directive has the arguments that it needs, in httpd's words. */
final class ArgumentCheck {
  private ArgumentCheck() {}

  /** What is wrong with a directive's arguments; null if nothing is. */
  static @Nullable String of(DirectiveDeclaration declaration, Node.Directive directive) {
    List<String> arguments = directive.arguments();
    int count = arguments.size();
    boolean first = count > 0 && !arguments.get(0).isEmpty();
    boolean second = count > 1 && !arguments.get(1).isEmpty();
    boolean third = count > 2 && !arguments.get(2).isEmpty();
    String need =
        switch (declaration.arguments()) {
          case NONE -> count == 0 ? null : "takes no arguments";
          case FLAG -> first && flag(arguments.get(0)) ? null : "must be On or Off";
          case ONE -> first && count == 1 ? null : "takes one argument";
          case TWO -> first && second && count == 2 ? null : "takes two arguments";
          case THREE -> first && second && third && count == 3 ? null : "takes three arguments";
          case ONE_OR_TWO -> first && count <= 2 ? null : "takes 1-2 arguments";
          case TWO_OR_THREE ->
              first && second && count <= 3 ? null : "takes two or three arguments";
          case ONE_OR_THREE ->
              first && (count == 1 || (second && third && count == 3))
                  ? null
                  : "takes one or three arguments";
          case ONE_TO_THREE -> first && count <= 3 ? null : "takes one, two or three arguments";
          case ITERATE -> first ? null : "requires at least one argument";
          case ITERATE_AFTER_FIRST -> first && second ? null : "requires at least two arguments";
          case ANY, RAW, SECTION, BARE_SECTION -> null;
        };
    if (need == null) {
      return null;
    }
    boolean helps =
        !declaration.help().isEmpty()
            && declaration.arguments() != DirectiveDeclaration.Arguments.NONE
            && declaration.arguments() != DirectiveDeclaration.Arguments.FLAG;
    return declaration.name() + " " + need + (helps ? ", " + declaration.help() : "");
  }

  private static boolean flag(String word) {
    return word.equalsIgnoreCase("on") || word.equalsIgnoreCase("off");
  }
}
